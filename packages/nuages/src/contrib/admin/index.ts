export { default as admin } from "./app.ts";
export { ActionFlag, LogEntry } from "./models.ts";
export { quote, unquote } from "./quote.ts";
