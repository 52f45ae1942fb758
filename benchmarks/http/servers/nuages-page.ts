import { setup } from "nuages/apps";
import { serve } from "nuages/server";

import { announce } from "../announce.ts";
import { file } from "../page/database.ts";
import { librarySettings } from "../page/library.ts";

await setup({ root: import.meta.dirname, settings: librarySettings(file) });
const { host, port } = await serve({ port: 0 });
announce({ address: host, port, family: "IPv4" });
