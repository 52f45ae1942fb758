export { default as sites } from "./app.ts";
export { validateDomainName } from "./domain-name.ts";
export { Site } from "./models.ts";
