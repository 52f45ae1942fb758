import { afterView, type ViewDecorator } from "./wrap.ts";

declare module "../../http/response-base.ts" {
  interface HttpResponseBase {
    /** Whether `XFrameOptionsMiddleware` leaves the response alone. */
    xframeOptionsExempt?: boolean;
  }
}

/** No page shows a view's pages in a frame. */
export const xframeOptionsDeny: ViewDecorator = afterView((response) =>
  response.headers.setdefault("X-Frame-Options", "DENY"),
);

/** Only pages of the same site show a view's pages in a frame. */
export const xframeOptionsSameorigin: ViewDecorator = afterView((response) =>
  response.headers.setdefault("X-Frame-Options", "SAMEORIGIN"),
);

/** Any page may show a view's pages in a frame. */
export const xframeOptionsExempt: ViewDecorator = afterView((response) => {
  response.xframeOptionsExempt = true;
});
