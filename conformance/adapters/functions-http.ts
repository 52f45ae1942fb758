import { quote, unquote } from "nuages/contrib/admin";
import { parseCookie, QueryDict, splitDomainPort, validateHost } from "nuages/http";
import { settings } from "nuages/conf";
import { type BytesLike, constantTimeCompare, pbkdf2, saltedHmac } from "nuages/utils/crypto";
import { escapeUriPath, filepathToUri, iriToUri, punycode, uriToIri } from "nuages/utils/encoding";
import {
  base36ToInt,
  contentDispositionHeader,
  escapeLeadingSlashes,
  httpDate,
  intToBase36,
  isSameDomain,
  parseEtags,
  parseHeaderParameters,
  parseHttpDate,
  parseHttpDateSafe,
  quoteEtag,
  type QueryInput,
  urlencode,
  urlHasAllowedHostAndScheme,
  urlsafeBase64Decode,
  urlsafeBase64Encode,
} from "nuages/utils/http";
import { isValidIpv6Address } from "nuages/utils/ipv6";
import { normalize } from "nuages/utils/regex-helper";
import { cleanIpv6Address } from "nuages/validation";

import type { Adapter } from "../adapter.ts";
import { decode } from "../values.ts";

type Call = (args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>) => unknown;

const text = (value: unknown): string => value as string;
const host = (args: readonly unknown[]): [string, string[]] => args as [string, string[]];

function queryDict(query: unknown, kwargs: Readonly<Record<string, unknown>>): QueryDict {
  const { encoding } = kwargs;
  return new QueryDict(query as string, typeof encoding === "string" ? { encoding } : {});
}

const calls: Readonly<Record<string, Call>> = {
  "contrib.admin.utils.quote": ([key]) => quote(key),
  "contrib.admin.utils.unquote": ([part]) => unquote(text(part)),
  "http.QueryDict.dict": ([query], kwargs) => ({ ...queryDict(query, kwargs).dict() }),
  "http.QueryDict.lists": ([query], kwargs) => [...queryDict(query, kwargs).lists()],
  "http.QueryDict.urlencode": ([query, safe], kwargs) =>
    queryDict(query, kwargs).urlencode(...(safe === undefined ? [] : [text(safe)])),
  "http.cookie.parse_cookie": ([header]) => ({ ...parseCookie(text(header)) }),
  "http.request.split_domain_port": ([name]) => splitDomainPort(text(name)),
  "http.request.validate_host": (args) => validateHost(...host(args)),
  "utils.crypto.constant_time_compare": ([a, b]) =>
    constantTimeCompare(a as BytesLike, b as BytesLike),
  "utils.crypto.pbkdf2": ([password, salt, iterations, keyLength], kwargs) =>
    pbkdf2(password as BytesLike, salt as BytesLike, {
      iterations: Number(iterations ?? kwargs["iterations"]),
      ...((keyLength ?? kwargs["dklen"])
        ? { keyLength: Number(keyLength ?? kwargs["dklen"]) }
        : {}),
      ...(kwargs["digest"] === undefined ? {} : { digest: text(kwargs["digest"]) }),
    }),
  "utils.crypto.salted_hmac": ([salt, value, secret], kwargs) =>
    saltedHmac(salt as BytesLike, value as BytesLike, {
      secret: (secret ?? kwargs["secret"] ?? settings.secretKey) as BytesLike,
      ...(kwargs["algorithm"] === undefined ? {} : { algorithm: text(kwargs["algorithm"]) }),
    }).toString("hex"),
  "utils.encoding.escape_uri_path": ([path]) => escapeUriPath(text(path)),
  "utils.encoding.filepath_to_uri": ([path]) => filepathToUri(text(path)),
  "utils.encoding.iri_to_uri": ([iri]) => iriToUri(text(iri)),
  "utils.encoding.punycode": ([domain]) => punycode(text(domain)),
  "utils.encoding.uri_to_iri": ([uri]) => uriToIri(text(uri)),
  "utils.http.base36_to_int": ([digits]) => base36ToInt(text(digits)),
  "utils.http.content_disposition_header": ([attachment, name]) =>
    contentDispositionHeader(Boolean(attachment), text(name)) ?? null,
  "utils.http.escape_leading_slashes": ([url]) => escapeLeadingSlashes(text(url)),
  "utils.http.http_date": ([seconds]) => httpDate(seconds as number),
  "utils.http.int_to_base36": ([value]) => intToBase36(value as number),
  "utils.http.is_same_domain": ([name, pattern]) => isSameDomain(text(name), text(pattern)),
  "utils.http.parse_etags": ([header]) => parseEtags(text(header)),
  "utils.http.parse_header_parameters": ([line]) => {
    const [value, parameters] = parseHeaderParameters(text(line));
    return [value, Object.fromEntries(parameters)];
  },
  "utils.http.parse_http_date": ([date]) => parseHttpDate(text(date)),
  "utils.http.parse_http_date_safe": ([date]) => parseHttpDateSafe(text(date)) ?? null,
  "utils.http.quote_etag": ([tag]) => quoteEtag(text(tag)),
  "utils.http.url_has_allowed_host_and_scheme": ([url, hosts], kwargs) =>
    urlHasAllowedHostAndScheme(text(kwargs["url"] ?? url), {
      allowedHosts: (kwargs["allowed_hosts"] ?? hosts) as Set<string> | null,
      requireHttps: kwargs["require_https"] === true,
    }),
  "utils.http.urlencode": ([query], kwargs) =>
    urlencode(query as QueryInput, { doseq: kwargs["doseq"] === true }),
  "utils.http.urlsafe_base64_decode": ([digits]) => urlsafeBase64Decode(text(digits)),
  "utils.http.urlsafe_base64_encode": ([bytes]) => urlsafeBase64Encode(bytes as Uint8Array),
  "utils.ipv6.clean_ipv6_address": ([address, unpack], kwargs) =>
    cleanIpv6Address(text(address), {
      ...(unpack === undefined ? {} : { unpackIpv4: Boolean(unpack) }),
      ...(kwargs["unpack_ipv4"] === undefined
        ? {}
        : { unpackIpv4: Boolean(kwargs["unpack_ipv4"]) }),
      ...(kwargs["error_message"] === undefined
        ? {}
        : { errorMessage: text(kwargs["error_message"]) }),
      ...(kwargs["max_length"] === undefined ? {} : { maxLength: Number(kwargs["max_length"]) }),
    }),
  "utils.ipv6.is_valid_ipv6_address": ([address]) => isValidIpv6Address(text(address)),
  "utils.regex_helper.normalize": ([pattern]) => normalize(text(pattern)),
};

export const adapter: Adapter = {
  areas: ["functions_http"],
  takes: (vector) => Object.hasOwn(calls, String(vector.fn)),
  async run(vector) {
    const special = (tagged: { readonly v?: unknown }): unknown => new QueryDict(String(tagged.v));
    const args = decode(vector.args, special) as unknown[];
    const kwargs = decode(vector.kwargs, special) as Record<string, unknown>;
    return { value: await calls[String(vector.fn)]?.(args, kwargs) };
  },
};
