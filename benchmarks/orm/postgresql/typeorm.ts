import { DataSource } from "typeorm";

import { typeormEntities, typeormSession } from "../typeorm-session.ts";
import { CHUNK, type ServerContestant } from "./workshop.ts";

export const typeorm: ServerContestant = {
  name: "TypeORM",
  async open(url) {
    const entities = typeormEntities({
      key: "bigint",
      rating: "double precision",
      created: "timestamptz",
    });
    const source = new DataSource({ type: "postgres", url, entities: Object.values(entities) });
    return await typeormSession(source, { entities, chunk: CHUNK });
  },
};
