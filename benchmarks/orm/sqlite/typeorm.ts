import { DataSource } from "typeorm";

import { Database } from "./better-sqlite3.ts";
import { typeormEntities, typeormSession } from "../typeorm-session.ts";
import { CHUNK, type FileContestant } from "./workshop.ts";

export const typeorm: FileContestant = {
  name: "TypeORM",
  dates: "text",
  async open(file) {
    const entities = typeormEntities({ key: "integer", rating: "real", created: "datetime" });
    const source = new DataSource({
      type: "better-sqlite3",
      database: file,
      driver: Database,
      enableWAL: true,
      prepareDatabase: (db: { pragma(text: string): unknown }) =>
        void db.pragma("synchronous = NORMAL"),
      entities: Object.values(entities),
    });
    return await typeormSession(source, { entities, chunk: CHUNK });
  },
};
