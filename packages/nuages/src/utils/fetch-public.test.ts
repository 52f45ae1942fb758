import type dns from "node:dns";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { fetchPublic, type FetchPublicOptions, PublicFetchError } from "./fetch-public.ts";
import { isPublicAddress } from "./public-address.ts";

const lookup = vi.hoisted(() => vi.fn<typeof dns.lookup>());
vi.mock("node:dns", async (original) => ({ ...(await original<typeof dns>()), lookup }));

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let answer: Answer;
const seen: IncomingMessage[] = [];
const server = createServer((request, response) => {
  seen.push(request);
  answer(request, response);
});
let port = 0;

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => server.close());
beforeEach(() => {
  answer = (_request, response) => response.end("hello");
  namesLeadTo("127.0.0.1");
});
afterEach(() => {
  seen.length = 0;
  server.closeAllConnections();
  lookup.mockReset();
});

/** What names stand for, one answer after the other. */
function namesLeadTo(...addresses: readonly string[]): void {
  let asked = 0;
  lookup.mockImplementation(((
    _name: string,
    _options: object,
    done: (...args: unknown[]) => void,
  ) => {
    const address = addresses[Math.min(asked, addresses.length - 1)];
    asked += 1;
    done(null, [{ address, family: 4 }]);
  }) as never);
}

/** Asks the test's own server, whose address is allowed. */
function ask(path: string, options: FetchPublicOptions = {}): Promise<Response> {
  return fetchPublic(`http://127.0.0.1:${port}${path}`, {
    ports: [port],
    allowedNetworks: ["127.0.0.1/32"],
    ...options,
  });
}

function redirect(to: string, status = 302): void {
  answer = ({ url }, response) => {
    if (url === "/end/") response.end("arrived");
    else response.writeHead(status, { location: to }).end();
  };
}

describe("fetchPublic()", () => {
  it("gives the answer with its status, headers and body", async () => {
    answer = (_request, response) =>
      response.writeHead(201, { "X-Kind": "test", "Set-Cookie": ["a=1", "b=2"] }).end("made");

    const response = await ask("/hook/?a=1", {
      method: "post",
      headers: { "X-Sent": "yes" },
      body: "content",
    });

    expect([response.status, response.headers.get("X-Kind")]).toEqual([201, "test"]);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(await response.text()).toBe("made");
    expect(response.url).toBe(`http://127.0.0.1:${port}/hook/?a=1`);
    expect(seen[0]).toMatchObject({ method: "POST", url: "/hook/?a=1" });
    expect(seen[0]?.headers).toMatchObject({ "x-sent": "yes", "accept-encoding": "identity" });
  });

  it.each([
    "http://127.0.0.1/",
    "http://127.1/",
    "http://0x7f.1/",
    "http://2130706433/",
    "http://017700000001/",
    "http://[::1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    "http://255.255.255.255/",
  ])("refuses %s before anything is sent [ADV-143]", async (address) => {
    await expect(fetchPublic(address)).rejects.toThrow(/is no public address/);
    await expect(fetchPublic(address)).rejects.toThrow(PublicFetchError);
    expect(seen).toEqual([]);
  });

  it.each(["ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "data:,x"])(
    "refuses %s: only http and https [ADV-143]",
    async (address) => {
      await expect(fetchPublic(address)).rejects.toThrow(/neither http nor https/);
    },
  );

  it("refuses a name that leads to an address of the own network [ADV-143]", async () => {
    const refused = fetchPublic(`http://intranet.example:${port}/`, { ports: [port] });

    await expect(refused).rejects.toThrow(/it leads to 127\.0\.0\.1, which is no public address/);
    expect(seen).toEqual([]);
  });

  it("refuses a name with one private address among others [ADV-143]", async () => {
    lookup.mockImplementation(((
      _name: string,
      _options: object,
      done: (...args: unknown[]) => void,
    ) => {
      done(null, [
        { address: "127.0.0.1", family: 4 },
        { address: "::1", family: 6 },
      ]);
    }) as never);

    const refused = fetchPublic(`http://both.example:${port}/`, {
      ports: [port],
      allowedNetworks: ["127.0.0.1/32"],
    });

    await expect(refused).rejects.toThrow(/leads to ::1/);
    expect(seen).toEqual([]);
  });

  it("connects to the address that was checked, and looks the name up once [ADV-143]", async () => {
    namesLeadTo("127.0.0.1", "127.0.0.3");

    const response = await fetchPublic(`http://rebinding.example:${port}/`, {
      ports: [port],
      allowedNetworks: ["127.0.0.1"],
    });

    expect(await response.text()).toBe("hello");
    expect(lookup).toHaveBeenCalledTimes(1);
    expect(seen[0]?.headers.host).toBe(`rebinding.example:${port}`);
  });

  it("checks each redirect again [ADV-143]", async () => {
    redirect(`http://127.0.0.2:${port}/end/`);
    await expect(ask("/")).rejects.toThrow(/127\.0\.0\.2 is no public address/);
    redirect("http://169.254.169.254/latest/");
    await expect(ask("/")).rejects.toThrow(/is no public address|port 80 is not allowed/);
    redirect("file:///etc/passwd");
    await expect(ask("/")).rejects.toThrow(/neither http nor https/);
    redirect("http://[");
    await expect(ask("/")).rejects.toThrow(/redirects to what is no address/);
    redirect("/end/");
    expect(await (await ask("/")).text()).toBe("arrived");
  });

  it("does not follow redirects for ever [ADV-143]", async () => {
    redirect("/again/");

    await expect(ask("/", { maxRedirects: 3 })).rejects.toThrow(/more than 3 times/);
    expect(seen).toHaveLength(4);
  });

  it("does not hand secrets on to another site, nor the body to a GET", async () => {
    redirect(`http://other.example:${port}/end/`, 303);

    await ask("/", {
      method: "POST",
      body: "secret",
      headers: {
        Authorization: "Bearer x",
        Cookie: "a=b",
        "Content-Type": "text/plain",
        "X-A": "1",
      },
    });

    expect(seen[0]?.headers).toMatchObject({ authorization: "Bearer x", cookie: "a=b" });
    const { method, headers } = seen[1] as IncomingMessage;
    expect(method).toBe("GET");
    expect(headers).toMatchObject({ "x-a": "1" });
    for (const name of ["authorization", "cookie", "content-type", "content-length"])
      expect(headers).not.toHaveProperty(name);
  });

  it.each([307, 308])("sends the body again for %d", async (status) => {
    const bodies: string[] = [];
    answer = (request, response) => {
      void (async () => {
        bodies.push(
          Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString(),
        );
        if (request.url === "/end/") response.end();
        else response.writeHead(status, { location: "/end/" }).end();
      })();
    };

    await ask("/", { method: "POST", body: "kept" });

    expect(bodies).toEqual(["kept", "kept"]);
  });

  it("takes no more than it was told, whatever the length says [ADV-143]", async () => {
    answer = (_request, response) => {
      response.write("x".repeat(600));
      response.end("x".repeat(600));
    };

    await expect(ask("/", { maxBytes: 1_000 })).rejects.toThrow(/more than 1000 bytes/);
    expect((await (await ask("/", { maxBytes: 1_200 })).text()).length).toBe(1_200);
  });

  it("ends when the other side is slow, with its answer or its body [ADV-143]", async () => {
    answer = () => undefined;
    await expect(ask("/", { timeout: 50 })).rejects.toThrow(/did not answer within 50 ms/);
    answer = (_request, response) => response.write("a");
    await expect(ask("/", { timeout: 50 })).rejects.toThrow(/did not answer within 50 ms/);
  });

  it("ends when it is told to", async () => {
    answer = () => undefined;
    const stop = new AbortController();
    const waiting = ask("/", { signal: stop.signal });
    stop.abort(new RangeError("enough"));

    await expect(waiting).rejects.toThrow("enough");
  });

  it("asks the usual ports alone, and says nothing of passwords", async () => {
    const refused = fetchPublic("http://ann:secret@example.org:6379/");

    await expect(refused).rejects.toThrow(
      /http:\/\/example\.org:6379\/ was not fetched: port 6379/,
    );
  });

  it.each(["", "example.org", "http://"])("refuses %j, which is no address", async (address) => {
    await expect(fetchPublic(address)).rejects.toThrow(/is no address/);
  });

  it("says when nobody is there", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port: free } = closed.address() as AddressInfo;
    closed.close();

    await expect(
      fetchPublic(`http://127.0.0.1:${free}/`, { ports: [free], allowedNetworks: ["127.0.0.0/8"] }),
    ).rejects.toThrow(/could not be reached \(.*ECONNREFUSED/);
  });

  it.each(["10.0.0.0/x", "intranet", "10.0.0.0/40"])("refuses the network %j", async (network) => {
    await expect(
      fetchPublic("http://example.org/", { allowedNetworks: [network] }),
    ).rejects.toThrow(RangeError);
  });
});

describe("isPublicAddress()", () => {
  it.each(["8.8.8.8", "192.0.1.1", "223.255.255.255", "2606:4700::1111", "2a00:1450::1"])(
    "%s is one",
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each(["", "host", "8.8.8.8.8", "::", "::ffff:8.8.8.8", "2002:7f00:1::", "2001::1", "ff02::1"])(
    "%j is none",
    (address) => expect(isPublicAddress(address)).toBe(false),
  );
});
