import { callCommand, defineCommand } from "nuages/cli";

import { Book } from "../models.ts";

export default defineCommand({
  help: "Applies the migrations of the demo and loads its books, unless that was done before.",
  async handle(_options, { stdout }) {
    // A database of an earlier version of the demo has the first tables already.
    await callCommand("migrate", { fakeInitial: true, noInput: true, verbosity: 0 });
    if (await Book.objects.exists()) return;
    await callCommand("loaddata", "library", { verbosity: 0 });
    stdout.write(`Loaded ${await Book.objects.count()} books into the library.`);
  },
});
