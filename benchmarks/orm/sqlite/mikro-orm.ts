import { MikroORM, NodeSqliteDialect, SqliteDriver } from "@mikro-orm/sql";

import { mikroOrmEntities, mikroOrmSession } from "../mikro-orm-session.ts";
import type { FileContestant } from "./workshop.ts";

export const mikroOrm: FileContestant = {
  name: "MikroORM",
  dates: "milliseconds",
  async open(file) {
    const entities = mikroOrmEntities("integer");
    const orm = await MikroORM.init({
      driver: SqliteDriver,
      dbName: file,
      driverOptions: new NodeSqliteDialect(file),
      entities: Object.values(entities),
    });
    await orm.em.getConnection().execute("PRAGMA journal_mode = WAL");
    await orm.em.getConnection().execute("PRAGMA synchronous = NORMAL");
    return mikroOrmSession(orm, entities);
  },
};
