/** Writes the books of the Local Library into the database file that is named on the command line. */
import { setup } from "nuages/apps";
import { callCommand } from "nuages/cli";

import { file } from "./database.ts";
import { librarySettings } from "./library.ts";

await setup({ root: import.meta.dirname, settings: librarySettings(file) });
await callCommand("migrate", { runSyncdb: true, verbosity: 0 });
await callCommand("loaddata", "library", { verbosity: 0 });
process.send?.("ready");
process.disconnect?.();
