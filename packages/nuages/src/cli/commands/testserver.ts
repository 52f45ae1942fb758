import { settings } from "../../conf/index.ts";
import { FixtureError, loadFixtures } from "../../serializers/index.ts";
import { setupDatabases } from "../../testing/index.ts";
import { defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";
import { requireServable } from "../require-servable.ts";
import { parseAddress } from "../runserver/address.ts";
import { runServer } from "../runserver/run-server.ts";

export default defineCommand({
  help: "Runs the development server on a database of its own, with the data of fixtures.",
  requiresSystemChecks: [],
  arguments: {
    fixtures: {
      positional: true,
      multiple: true,
      optional: true,
      help: "Names or paths of fixtures to load.",
    },
    addrport: {
      metavar: "ADDRPORT",
      help: "Port, or address:port. Default: 127.0.0.1:8000.",
    },
    ipv6: { type: "boolean", flags: ["-6", "--ipv6"], help: "Use an IPv6 address." },
    noInput: {
      type: "boolean",
      flags: ["--noinput", "--no-input"],
      help: "Ask nothing; this command never does.",
    },
  },
  async handle({ fixtures, addrport, ipv6, skipChecks, verbosity }, context) {
    const address = parseAddress(addrport, ipv6);
    requireServable();
    const { stdout } = context;
    if (verbosity >= 1) stdout.write("Creating test database for alias 'default'...");
    await setupDatabases({ suffix: "" });
    const { fixtures: count, loaded } = await loadAll(fixtures);
    if (verbosity >= 1 && count > 0) {
      stdout.write(`Installed ${loaded} object(s) from ${count} fixture(s)`);
    }
    await runServer(address, { skipChecks, context });
    const { name = "" } = settings.databases["default"] ?? {};
    if (verbosity >= 1 && name !== ":memory:") {
      stdout.write(`The test database '${name}' was not deleted; you can explore it on your own.`);
    }
  },
});

async function loadAll(fixtures: readonly string[]): ReturnType<typeof loadFixtures> {
  try {
    return await loadFixtures(fixtures);
  } catch (error) {
    throw error instanceof FixtureError ? new CommandError(error.message, { cause: error }) : error;
  }
}
