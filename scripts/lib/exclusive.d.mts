/** See `exclusive.mjs`. */
export declare function takeFolder(
  folder: string,
  options?: { readonly onWait?: () => void },
): () => void;
