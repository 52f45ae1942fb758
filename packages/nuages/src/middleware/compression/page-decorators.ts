import { decoratorFromMiddleware } from "../decorator-from-middleware.ts";
import { CompressionMiddleware, GZipMiddleware } from "./compression-middleware.ts";

/** Compresses a view's pages with gzip, where no middleware does. Django: `gzip_page`. */
export const gzipPage = decoratorFromMiddleware(GZipMiddleware);

/** Compresses a view's pages in the way that the client likes best, where no middleware does. */
export const compressPage = decoratorFromMiddleware(CompressionMiddleware);
