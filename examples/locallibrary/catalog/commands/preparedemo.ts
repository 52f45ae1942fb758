import { callCommand, defineCommand } from "nuages/cli";

import { Book } from "../models.ts";

export default defineCommand({
  help: "Makes the tables of the demo and loads its books, unless that was done before.",
  async handle(_options, { stdout }) {
    await callCommand("migrate", { runSyncdb: true, verbosity: 0 });
    if (await Book.objects.exists()) return;
    await callCommand("loaddata", "library", { verbosity: 0 });
    stdout.write(`Loaded ${await Book.objects.count()} books into the library.`);
  },
});
