import { Ignitor } from "@adonisjs/core";

const root = new URL("../", import.meta.url);

await new Ignitor(root, { importer: (file) => import(file) }).ace().handle(process.argv.slice(2));
