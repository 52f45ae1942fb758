/**
 * What a server hands over about a request: plain facts, nothing parsed. Every member may be missing;
 * {@link HttpRequest} then takes the default.
 */
export interface RequestSource {
  /** Default: `GET`. */
  readonly method?: string;
  /** Path and query as they stand in the request line. Default: `/`. */
  readonly target?: string;
  /** Name, value, name, value … as received. */
  readonly rawHeaders?: readonly string[];
  /** The body in pieces, or whole. */
  readonly body?: AsyncIterable<Uint8Array> | Uint8Array | string | null;
  /** Aborted when the client went away. */
  readonly signal?: AbortSignal;
  /** Whether the connection itself is encrypted. Default: false. */
  readonly secure?: boolean;
  /** Address of the other end of the connection. */
  readonly remoteAddress?: string;
  /** Name of this server, for requests without a `Host` header. Default: `localhost`. */
  readonly serverName?: string;
  /** Port of this server, as text. Default: `80`, or `443` when secure. */
  readonly serverPort?: string;
  /** Default: `HTTP/1.1`. */
  readonly protocol?: string;
}
