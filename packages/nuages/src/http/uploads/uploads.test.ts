import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { configure, overrideSettings, type ProjectSettings } from "../../conf/index.ts";
import {
  FileUploadHandler,
  type FormInfo,
  HttpRequest,
  MemoryFileUploadHandler,
  MultiPartParserError,
  type ParsedForm,
  QueryDict,
  RequestDataTooBig,
  SimpleUploadedFile,
  SkipFile,
  StopFutureHandlers,
  StopUpload,
  SuspiciousFileName,
  TemporaryUploadedFile,
  TooManyFieldsSent,
  TooManyFilesSent,
  type UploadedFile,
  type UploadInfo,
} from "../index.ts";

import { MultiValueDict } from "../../utils/datastructures.ts";

const folder = mkdtempSync(join(tmpdir(), "nuages-uploads-"));
let active: Disposable | undefined;
beforeAll(() => configure({ fileUploadTempDir: folder }));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  active?.[Symbol.dispose]();
  active = undefined;
});
function withSettings(values: ProjectSettings): void {
  active = overrideSettings(values);
}

const CRLF = "\r\n";
const part = (disposition: string, content: string, ...headers: string[]): string =>
  [`--XX`, `Content-Disposition: form-data; ${disposition}`, ...headers, "", content].join(CRLF) +
  CRLF;
const field = (name: string, value: string): string => part(`name="${name}"`, value);
const file = (name: string, fileName: string, content: string, ...headers: string[]): string =>
  part(`name="${name}"; filename="${fileName}"`, content, "Content-Type: text/plain", ...headers);
const END = `--XX--${CRLF}`;

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function form(text: string, size = 65_536): HttpRequest {
  return new HttpRequest({
    method: "POST",
    rawHeaders: ["Content-Type", "multipart/form-data; boundary=XX"],
    body: pieces(Buffer.from(text, "latin1"), size),
  });
}

async function only(request: HttpRequest, name = "f"): Promise<UploadedFile> {
  const upload = (await request.FILES).get(name);
  if (upload === undefined) throw new RangeError(`no file ${name}`);
  return upload;
}

describe("multipart forms", () => {
  const sample =
    field("title", "Minor Swing") +
    file("f", "a.txt", "one\r\n--X\r\ntwo") +
    field("title", "Nuages") +
    END;

  it.each([1, 2, 3, 7, 64, 65_536])("are read in pieces of %d bytes [HTTP-02]", async (size) => {
    const request = form(sample, size);

    const fields = await request.POST;
    const upload = await only(request);

    expect(fields.getlist("title")).toEqual(["Minor Swing", "Nuages"]);
    expect(await upload.text()).toBe("one\r\n--X\r\ntwo");
    expect([upload.name, upload.size, upload.contentType]).toEqual(["a.txt", 13, "text/plain"]);
    expect(() => fields.set("a", "b")).toThrow("immutable");
  });

  it("are for POST only [HTTP-02]", async () => {
    const request = new HttpRequest({
      method: "PUT",
      rawHeaders: ["Content-Type", "multipart/form-data; boundary=XX"],
      body: sample,
    });

    expect((await request.FILES).size).toBe(0);
  });

  it("keep dangerous names as plain data [ADV-109]", async () => {
    const request = form(field("__proto__", "x") + file("constructor", "a", "1") + END);

    expect((await request.POST).get("__proto__")).toBe("x");
    expect((await request.FILES).has("constructor")).toBe(true);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  it.each([
    "",
    "--XX",
    "nonsense",
    `--XX${CRLF}`,
    `--XX${CRLF}Content-Disposition: form-data; name="a`,
    `--XX${CRLF}Content-Disposition${CRLF}${CRLF}x`,
    `--XX${CRLF}: ; =${CRLF}${CRLF}x${CRLF}${END}`,
    `--XX${CRLF}${CRLF}${CRLF}`.repeat(100),
    "--XX".repeat(1000),
    "\0".repeat(1000),
  ])("never break the parser: %j [ADV-187, HTTP-14]", async (text) => {
    const read = await form(text).POST.catch((error: unknown) => error);

    expect(read instanceof MultiPartParserError || (read as { size: number }).size === 0).toBe(
      true,
    );
  });

  it.each(["", "; boundary=", `; boundary=${"x".repeat(300)}`, "; boundary=é"])(
    "need a boundary, not %j [HTTP-14]",
    async (boundary) => {
      const request = new HttpRequest({
        method: "POST",
        rawHeaders: ["Content-Type", `multipart/form-data${boundary}`],
        body: sample,
      });

      await expect(request.POST).rejects.toThrow("Invalid boundary in multipart");
    },
  );

  it("may not have giant headers [SEC-14, FILE-18]", async () => {
    await expect(form(file("f", "a", "x", `X: ${"y".repeat(2000)}`)).POST).rejects.toThrow(
      "Request max total header size exceeded.",
    );
  });

  it("decode base64, whitespace and all, whatever the pieces [ADV-065]", async () => {
    const text =
      file("f", "a", `AAA${" ".repeat(140_000)}A`, "Content-Transfer-Encoding: base64") + END;

    expect([...(await (await only(form(text, 1000))).read())]).toEqual([0, 0, 0]);
  });

  it.each([
    ["a small file", file("f", "a", "half").slice(0, -4)],
    ["a large file", file("f", "a", "x".repeat(3_000_000))],
    ["the last boundary", `${file("f", "a", "whole")}--X`],
    ["a boundary that is not theirs", `${file("f", "a", "whole")}--XY--${CRLF}`],
  ])("are refused when they end within %s, and leave no file [HTTP-14]", async (_what, text) => {
    const { FILES, POST } = form(text);

    await expect(FILES).rejects.toThrow(
      new MultiPartParserError("The form ends before the boundary that closes it."),
    );
    await expect(POST).rejects.toThrow(MultiPartParserError);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("may lack their end behind a field, as in Django, or have something behind it", async () => {
    expect((await form(field("a", "x").slice(0, -2)).POST).get("a")).toBe("x");
    expect((await form(`${field("a", "x")}--XX`).POST).get("a")).toBe("x");
    expect((await form(`${field("a", "x")}${END}rest`).POST).get("a")).toBe("x");
    expect((await form("").POST).size).toBe(0);
  });

  it("end when base64 is cut off [ADV-059]", async () => {
    const text = file("f", "a", "aGVsbG8", "Content-Transfer-Encoding: base64") + END;

    await expect(form(text).FILES).rejects.toThrow("Could not decode base64 data.");
  });
});

describe("limits", () => {
  it("count fields, files and the bytes of fields [HTTP-14, SEC-12, FILE-18]", async () => {
    withSettings({
      dataUploadMaxNumberFields: 2,
      dataUploadMaxNumberFiles: 1,
      dataUploadMaxMemorySize: 20,
    });

    await expect(form(field("a", "") + field("b", "") + field("c", "")).POST).rejects.toThrow(
      TooManyFieldsSent,
    );
    await expect(form(file("a", "x", "") + file("b", "y", "")).POST).rejects.toThrow(
      TooManyFilesSent,
    );
    await expect(form(field("a", "x".repeat(30)) + END).POST).rejects.toThrow(RequestDataTooBig);
    expect((await only(form(file("f", "x", "y".repeat(500)) + END))).size).toBe(500);
  });

  it("leave no temporary file behind when they are passed [ADV-060]", async () => {
    withSettings({ fileUploadTempDir: folder, fileUploadHandlers: ["temporaryFile"] });
    const many = Array.from({ length: 101 }, (_, index) => file(`f${index}`, "x.txt", "tiny")).join(
      "",
    );

    await expect(form(many + END).FILES).rejects.toThrow(TooManyFilesSent);

    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("file names", () => {
  it.each([
    ["C:\\Windows\\a.txt", "a.txt"],
    ["/abs/path.txt", "path.txt"],
    ["&#x2F;..&#x2F;x", "x"],
    ["..\\x", "x"],
    ["nul\0.txt", "nul.txt"],
    ["a&quot;b.txt", 'a"b.txt'],
  ])("%j is reduced to its last part [SEC-12, ADV-056]", async (sent, name) => {
    expect((await only(form(file("f", sent, "x") + END))).name).toBe(name);
  });

  it.each([".", "..", "a/", "a\\", "foo/..", "\u0001"])("%j is no file [ADV-056]", async (sent) => {
    const request = form(file("f", sent, "x") + field("after", "1") + END);

    expect((await request.FILES).size).toBe(0);
    expect((await request.POST).get("after")).toBe("1");
  });

  it.each(["/x/..", "c:\\x\\.", "a/b", "..", "."])(
    "%j is refused for a file of our own [ADV-057]",
    (name) => {
      expect(() => new SimpleUploadedFile(name, "x")).toThrow(SuspiciousFileName);
    },
  );

  it("are cut to 255 characters with their ending", () => {
    const { name } = new SimpleUploadedFile(`${"x".repeat(300)}.tar`, "");

    expect([name.length, name.endsWith(".tar")]).toEqual([255, true]);
  });
});

describe("upload handlers", () => {
  it("spill to a temporary file by the bytes that came, whatever was announced [ADV-063]", async () => {
    withSettings({ fileUploadMaxMemorySize: 1000, fileUploadTempDir: folder });
    const request = form(file("f", "big.bin", "z".repeat(5000), "Content-Length: 10") + END, 512);

    const upload = (await only(request)) as TemporaryUploadedFile;
    const where = upload.temporaryFilePath();

    expect(upload).toBeInstanceOf(TemporaryUploadedFile);
    expect((await upload.read()).toString()).toBe("z".repeat(5000));
    expect(statSync(where).mode & 0o777).toBe(0o600);
    await request.close();
    expect(existsSync(where)).toBe(false);
  });

  it("of one's own get every piece [HTTP-11, SEC-12]", async () => {
    const seen: string[] = [];
    class Counting extends FileUploadHandler {
      override newFile({ fieldName, fileName }: UploadInfo): void {
        seen.push(`new ${fieldName} ${fileName}`);
      }
      receiveDataChunk(chunk: Buffer, start: number): Buffer {
        seen.push(`${start}+${chunk.length}`);
        return chunk;
      }
      fileComplete(size: number): null {
        seen.push(`end ${size}`);
        return null;
      }
      override uploadComplete(): void {
        seen.push("complete");
      }
    }
    const request = form(file("f", "a.txt", "hello") + END);
    request.uploadHandlers = [new Counting(), ...request.uploadHandlers];

    expect(await (await only(request)).text()).toBe("hello");
    expect(seen).toEqual(["new f a.txt", "0+5", "end 5", "complete"]);
  });

  /** Refuses files by name, or when a piece comes. */
  class Choosy extends FileUploadHandler {
    readonly #refuse: (fileName: string, isPiece: boolean) => void;
    #fileName = "";
    constructor(refuse: (fileName: string, isPiece: boolean) => void) {
      super();
      this.#refuse = refuse;
    }
    override newFile({ fileName }: UploadInfo): void {
      this.#fileName = fileName;
      this.#refuse(fileName, false);
    }
    receiveDataChunk(chunk: Buffer): Buffer {
      this.#refuse(this.#fileName, true);
      return chunk;
    }
    fileComplete(): null {
      return null;
    }
  }
  const three =
    file("f", "a", "first") + field("x", "1") + file("f", "b", "z".repeat(5000)) + field("y", "2");

  /** The names of the files that are left, and of the fields. */
  async function left(request: HttpRequest): Promise<string> {
    const files = (await request.FILES).getlist("f").map(({ name }) => name);
    return [...files, ...(await request.POST).keys()].join(" ");
  }
  function chosen(refuse: (fileName: string, isPiece: boolean) => void): HttpRequest {
    withSettings({ fileUploadMaxMemorySize: 10, fileUploadTempDir: folder });
    const request = form(three + file("f", "c", "last") + END, 100);
    request.uploadHandlers = [...request.uploadHandlers, new Choosy(refuse)].toReversed();
    return request;
  }

  it.each([false, true])("can skip a file: %j [FILE-17]", async (atPiece) => {
    const request = chosen((name, isPiece) => {
      if (name === "b" && isPiece === atPiece) throw new SkipFile();
    });

    expect(await left(request)).toBe("a c x y");
    await request.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([false, true])("can stop the upload: reset %j [FILE-17]", async (connectionReset) => {
    const request = chosen((name, isPiece) => {
      if (name === "b" && isPiece) throw new StopUpload({ connectionReset });
    });

    expect(await left(request)).toBe("a x");
    await request.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("can keep a file from those behind them [FILE-17]", async () => {
    const request = chosen((name, isPiece) => {
      if (name === "b" && !isPiece) throw new StopFutureHandlers();
    });

    expect(await left(request)).toBe("a c x y");
    await request.close();
  });

  it("can read the whole form themselves [FILE-17]", async () => {
    class Raw extends MemoryFileUploadHandler {
      override async handleRawInput(
        body: AsyncIterable<Uint8Array>,
        { boundary, contentLength }: FormInfo,
      ): Promise<ParsedForm> {
        const text = Buffer.concat(await Array.fromAsync(body)).toString();
        const post = new QueryDict(`b=${boundary}&n=${text.length}&l=${contentLength}`);
        return { post, files: new MultiValueDict<UploadedFile>() };
      }
    }
    const request = form(three + END);
    request.uploadHandlers = [new Raw()];

    expect((await request.POST).urlencode()).toBe(
      `b=XX&n=${three.length + END.length}&l=undefined`,
    );
  });

  it("cannot be changed when the form was read [HTTP-11]", async () => {
    const request = form(END);
    await request.POST;

    expect(() => {
      request.uploadHandlers = [];
    }).toThrow("after the upload has been processed");
  });
});
