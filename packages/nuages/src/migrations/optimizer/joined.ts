import type { Operation } from "../operation.ts";

/** What an operation and a later one come to together; undefined when nothing special. */
export type Joined = readonly Operation[] | undefined;
