let folder = ".";

/** Tells the adapters where the vectors and their fixtures are. */
export function setVectorsFolder(directory: string): void {
  folder = directory;
}

/** Where the vectors and their fixtures are. */
export function vectorsFolder(): string {
  return folder;
}
