import { models } from "../db/index.ts";
import {
  assertQuerySetEqual,
  assertRaisesMessage,
  Client,
  modifySettings,
  setUpTestData,
  skipUnlessDBFeature,
  testCase,
} from "./index.ts";

class Book extends models.Model<Book>()({
  title: models.CharField({ maxLength: 50 }),
}) {}

const hooks = {
  before: (hook: () => Promise<void>) => void hook,
  after: (hook: () => Promise<void>) => void hook,
};
const shelf = setUpTestData(hooks, async () => ({
  emma: await Book.objects.create({ title: "Emma" }),
}));

shelf.test(({ emma }) => emma.title.length);
// @ts-expect-error -- there is no such data
shelf.test(({ momo }) => momo);

const wrapped: (context: { readonly name: string }) => Promise<void> = testCase(
  (context: { readonly name: string }) => context.name,
);
void wrapped;
// @ts-expect-error -- there is no option of that name
testCase(() => undefined, { database: ["default"] });

const client = new Client({ headers: { Accept: "application/json" } });
void client.post("/", { title: "Emma" }, { contentType: "application/json", follow: true });
// @ts-expect-error -- the query stands in the options
void client.get("/", "q=emma");

void assertQuerySetEqual(Book.objects.all(), ["Emma"], { transform: ({ title }) => title });
// @ts-expect-error -- rows have no author
void assertQuerySetEqual(Book.objects.all(), ["Emma"], { transform: ({ author }) => author });

const error: Promise<RangeError> = assertRaisesMessage(RangeError, "no", () => undefined);
void error;

modifySettings({ allowedHosts: { append: "a.example", remove: ["b.example"] } });
// @ts-expect-error -- a host is a text
modifySettings({ allowedHosts: { append: 3 } });
// @ts-expect-error -- this setting is no list
modifySettings({ debug: { append: true } });

skipUnlessDBFeature("distinctOn");
// @ts-expect-error -- no database has a feature of that name
skipUnlessDBFeature("distinctOff");
