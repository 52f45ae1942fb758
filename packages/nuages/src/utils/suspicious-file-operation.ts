import { SuspiciousOperation } from "../errors/index.ts";

/** A file name or path leads where it must not; the answer is 400. Django: `SuspiciousFileOperation`. */
export class SuspiciousFileOperation extends SuspiciousOperation {
  override readonly code = "suspicious_file_operation";
}
