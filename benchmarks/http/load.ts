/**
 * A client that keeps its connections and asks again as soon as it is answered. It reads the length of
 * the first answer and then only counts bytes, so that it costs less than the server it measures.
 */
import { connect, type Socket } from "node:net";

/** What is to be done: sent by the benchmark. */
export interface LoadOrder {
  readonly port: number;
  readonly path: string;
  readonly connections: number;
  readonly milliseconds: number;
}

/** What was done. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** The first answer, to see that it is right. */
  readonly sample: string;
}

function lengthOf(answer: string): number {
  const head = answer.indexOf("\r\n\r\n");
  const length = /content-length: (\d+)/i.exec(answer)?.[1];
  if (head < 0 || length === undefined) throw new Error(`no length in ${answer}`);
  return head + 4 + Number(length);
}

async function load({ port, path, connections, milliseconds }: LoadOrder): Promise<LoadResult> {
  const request = Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n`,
  );
  let requests = 0;
  let sample = "";
  let running = true;
  const ended: Promise<void>[] = [];
  const run = (socket: Socket): Promise<void> =>
    new Promise((resolve, reject) => {
      let expected = 0;
      let received = 0;
      socket.on("error", reject);
      socket.on("close", resolve);
      socket.on("data", (data: Buffer) => {
        if (expected === 0) {
          sample = data.toString("latin1");
          expected = lengthOf(sample);
        }
        received += data.length;
        if (received < expected) return;
        received -= expected;
        requests += 1;
        if (running) socket.write(request);
        else socket.destroy();
      });
      socket.write(request);
    });
  const start = performance.now();
  for (let index = 0; index < connections; index += 1) {
    ended.push(run(connect({ port, host: "127.0.0.1", noDelay: true })));
  }
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  running = false;
  await Promise.all(ended);
  return { requests, seconds: (performance.now() - start) / 1000, sample };
}

process.on("message", (order: LoadOrder) => {
  load(order).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit());
