export { default as admin } from "./app.ts";
export { ActionFlag, LogEntry } from "./models.ts";
