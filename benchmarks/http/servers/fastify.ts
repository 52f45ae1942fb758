import fastify from "fastify";

import { announce } from "../announce.ts";

const app = fastify();
app.get("/json/", async () => ({ hello: "world" }));
await app.listen({ port: 0, host: "127.0.0.1" });
announce(app.server.address());
