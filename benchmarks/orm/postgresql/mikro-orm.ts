import type { Configuration } from "@mikro-orm/core";
import {
  AbstractSqlConnection,
  AbstractSqlDriver,
  BasePostgreSqlPlatform,
  MikroORM,
} from "@mikro-orm/sql";
import { PostgresDialect } from "kysely";
import pg from "pg";

import { mikroOrmEntities, mikroOrmSession } from "../mikro-orm-session.ts";
import type { ServerContestant } from "./workshop.ts";

// What @mikro-orm/postgresql does with these parts.
class Connection extends AbstractSqlConnection {
  // It has a kysely of its own, in another version.
  override createKyselyDialect(): ReturnType<AbstractSqlConnection["createKyselyDialect"]> {
    return new PostgresDialect({
      pool: new pg.Pool({ connectionString: this.config.get("clientUrl") }),
    }) as unknown as ReturnType<AbstractSqlConnection["createKyselyDialect"]>;
  }
}

class Driver extends AbstractSqlDriver<Connection> {
  constructor(config: Configuration) {
    super(config, new BasePostgreSqlPlatform(), Connection, ["kysely", "pg"]);
  }
}

export const mikroOrm: ServerContestant = {
  name: "MikroORM",
  async open(url) {
    const entities = mikroOrmEntities("bigint");
    const orm = await MikroORM.init({
      driver: Driver,
      clientUrl: url,
      dbName: new URL(url).pathname.slice(1),
      entities: Object.values(entities),
    });
    return mikroOrmSession(orm, entities);
  },
};
