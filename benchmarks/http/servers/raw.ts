import { createServer } from "node:http";

import { announce } from "../announce.ts";

const server = createServer((_request, response) => {
  const body = JSON.stringify({ hello: "world" });
  response
    .writeHead(200, {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Length": Buffer.byteLength(body),
    })
    .end(body);
});
server.listen(0, "127.0.0.1", () => announce(server.address()));
