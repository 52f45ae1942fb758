import { once } from "node:events";
import net, { type AddressInfo } from "node:net";

/** A way to a server that can be cut: what a restart of the server looks like to its clients. */
export interface Proxy extends AsyncDisposable {
  readonly port: number;
  /** Ends all connections and takes no more. */
  stop(): Promise<void>;
  /** Takes connections again. */
  start(): Promise<void>;
}

export async function proxyTo(target: {
  readonly host: string;
  readonly port: number;
}): Promise<Proxy> {
  const sockets = new Set<net.Socket>();
  const listener = net.createServer((client) => {
    const server = net.connect(target);
    for (const socket of [client, server]) {
      sockets.add(socket);
      // A cut connection is what the tests are about.
      socket.on("error", () => socket.destroy());
      socket.once("close", () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server).pipe(client);
  });
  let port = 0;
  const start = async (): Promise<void> => {
    listener.listen(port, "127.0.0.1");
    await once(listener, "listening");
    port = (listener.address() as AddressInfo).port;
  };
  const stop = async (): Promise<void> => {
    const closed = listener.listening ? once(listener, "close") : undefined;
    listener.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await start();
  return { port, stop, start, [Symbol.asyncDispose]: stop };
}
