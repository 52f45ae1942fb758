import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { configure } from "../../conf/index.ts";
import { connections, createTables, models, registerModels } from "../../db/index.ts";
import { Http404, HttpRequest, type HttpResponseBase } from "../../http/index.ts";
import { path, reverseLazy } from "../../urls/index.ts";
import {
  type ClassView,
  CreateView,
  DeleteView,
  FormView,
  type ModelFormOptions,
  TemplateResponse,
  UpdateView,
  type ViewFormOptions,
} from "../index.ts";

class Tune extends models.Model<Tune>()(
  { title: models.CharField({ maxLength: 100 }) },
  { appLabel: "jazz", ordering: ["id"] },
) {
  getAbsoluteUrl(): string {
    return `/tune/${this.id}/`;
  }
}

/** A form of one field. */
class TitleForm {
  readonly options: ViewFormOptions;
  error = "";

  constructor(options: ViewFormOptions) {
    this.options = options;
  }

  get title(): string {
    const { data, initial, prefix } = this.options;
    const name = prefix === null ? "title" : `${prefix}-title`;
    return data?.get(name, "") ?? String(initial["title"] ?? "");
  }

  async isValid(): Promise<boolean> {
    this.error = this.title === "" ? "This field is required." : "";
    return this.error === "";
  }
}

class TuneForm extends TitleForm {
  readonly row: Tune;

  constructor(options: ModelFormOptions<Tune>) {
    super(options);
    this.row = options.instance ?? new Tune();
  }

  async save(): Promise<Tune> {
    this.row.title = this.title;
    await this.row.save();
    return this.row;
  }
}

const folder = mkdtempSync(join(tmpdir(), "nuages-form-views-"));
let tune: Tune;

beforeAll(async () => {
  mkdirSync(join(folder, "jazz"));
  writeFileSync(join(folder, "form.html"), "[{{ form.title }}] {{ form.error }}");
  writeFileSync(
    join(folder, "jazz/tune_form.html"),
    "{{ tune.title|default:'new' }}: [{{ form.title }}] {{ form.error }}",
  );
  writeFileSync(join(folder, "jazz/tune_confirm_delete.html"), "Delete {{ tune.title }}?");
  configure({
    secretKey: "k".repeat(50),
    databases: { default: { engine: "sqlite", name: ":memory:" } },
    templates: [{ dirs: [folder] }],
    rootUrlconf: [
      path("tunes/", () => new TemplateResponse(new HttpRequest(), "form.html"), { name: "tunes" }),
    ],
  });
  registerModels(Tune);
  await createTables({ models: [Tune] });
});
beforeEach(async () => {
  await Tune.objects.all().delete();
  tune = await Tune.objects.create({ title: "Nuages" });
});
afterAll(async () => {
  await connections.closeAll();
  rmSync(folder, { recursive: true });
});

interface Sent {
  readonly method?: string;
  readonly body?: string;
  readonly params?: object;
}

async function ask(view: ClassView, sent: Sent = {}): Promise<HttpResponseBase> {
  const { method = "GET", body = "", params = {} } = sent;
  const rawHeaders = ["Content-Type", "application/x-www-form-urlencoded"];
  return view(new HttpRequest({ method, body, rawHeaders }), params);
}

const post = (view: ClassView, body: string, params: object = {}): Promise<HttpResponseBase> =>
  ask(view, { method: "POST", body, params });

/** The text of a page, or where the response leads to. */
async function outcome(asked: Promise<HttpResponseBase>): Promise<string> {
  const response = await asked;
  if (!(response instanceof TemplateResponse)) {
    return `${response.statusCode} ${response.headers.get("Location") ?? ""}`.trim();
  }
  return (await response.render()).text.trim();
}

describe("FormView", () => {
  class Contact extends FormView<TitleForm> {
    override formClass = TitleForm;
    override templateName = "form.html";
    override successUrl: FormView["successUrl"] = "/thanks/";
    override initial = { title: "Swing" };
  }

  it("shows the form, and again when it is wrong; leads on when it is right [VIEW-18, VIEW-25]", async () => {
    expect(await outcome(ask(Contact.asView()))).toBe("[Swing]");
    expect(await outcome(post(Contact.asView(), "title="))).toBe("[] This field is required.");
    expect(await outcome(post(Contact.asView(), "title=x"))).toBe("302 /thanks/");
  });

  it("takes PUT as POST, and no data from others [VIEW-18, VIEW-20]", async () => {
    const put = (view: ClassView): Promise<HttpResponseBase> => ask(view, { method: "PUT" });

    expect(await outcome(put(Contact.asView()))).toBe("[] This field is required.");
    expect(await outcome(ask(Contact.asView(), { method: "PATCH" }))).toBe("405");
  });

  it("has a hook for each part [VIEW-18]", async () => {
    const saved: string[] = [];
    class Hooked extends Contact {
      override getInitial(): Record<string, unknown> {
        return { ...super.getInitial(), title: "initial" };
      }
      override getPrefix(): string {
        return "p";
      }
      override getSuccessUrl(): string {
        return "/own/";
      }
      override async formValid(form: TitleForm): Promise<HttpResponseBase> {
        saved.push(form.title);
        return super.formValid(form);
      }
    }

    expect(await outcome(ask(Hooked.asView()))).toBe("[initial]");
    expect(await outcome(post(Hooked.asView(), "p-title=x"))).toBe("302 /own/");
    expect(saved).toEqual(["x"]);
  });

  it("gives each request first values of its own", async () => {
    const view = new Contact();
    view.getInitial()["title"] = "changed";

    expect(view.getInitial()).toEqual({ title: "Swing" });
  });

  it("says what is missing [VIEW-18]", async () => {
    const nowhere = post(Contact.asView({ successUrl: null }), "title=x");
    const formless = ask(FormView.asView({ templateName: "form.html" }));

    await expect(nowhere).rejects.toThrow("Contact has no URL to redirect to.");
    await expect(formless).rejects.toThrow("FormView has no form.");
  });

  it("takes an address that is named later", async () => {
    const view = Contact.asView({ successUrl: reverseLazy("tunes") });

    expect(await outcome(post(view, "title=x"))).toBe("302 /tunes/");
  });
});

describe("CreateView", () => {
  class AddTune extends CreateView<Tune, TuneForm> {
    override model = Tune;
    override formClass = TuneForm;
  }

  it("makes a row, and leads to it [VIEW-17, VIEW-25]", async () => {
    expect(await outcome(ask(AddTune.asView()))).toBe("new: []");
    expect(await outcome(post(AddTune.asView(), "title="))).toBe("new: [] This field is required.");
    expect(await outcome(post(AddTune.asView(), "title=Daphne"))).toMatch(/^302 \/tune\/\d+\/$/u);
    expect((await Tune.objects.last())?.title).toBe("Daphne");
  });

  it("may lead to an address with fields of the row", async () => {
    const view = AddTune.asView({ successUrl: "/made/{title}/{nothing}/" });

    expect(await outcome(post(view, "title=a/b"))).toBe("302 /made/a%2Fb/%7Bnothing%7D/");
  });
});

describe("UpdateView", () => {
  class ChangeTune extends UpdateView<Tune, TuneForm> {
    override model = Tune;
    override formClass = TuneForm;
  }

  it("changes the row of the route [VIEW-25]", async () => {
    const params = { pk: tune.id };

    expect(await outcome(ask(ChangeTune.asView(), { params }))).toBe("Nuages: []");
    expect(await outcome(post(ChangeTune.asView(), "title=Daphne", params))).toBe(
      `302 /tune/${tune.id}/`,
    );
    expect((await Tune.objects.get({ pk: tune.pk })).title).toBe("Daphne");
    expect(await Tune.objects.count()).toBe(1);
  });

  it("answers 404 when there is no such row", async () => {
    const params = { pk: 0 };

    await expect(ask(ChangeTune.asView(), { params })).rejects.toThrow(Http404);
    await expect(post(ChangeTune.asView(), "title=x", params)).rejects.toThrow(Http404);
  });
});

describe("DeleteView", () => {
  class DeleteTune extends DeleteView<Tune> {
    override model = Tune;
    override successUrl: FormView["successUrl"] = "/tunes/?after={id}";
  }
  const params = (): object => ({ pk: tune.id });

  it("asks first [VIEW-17, VIEW-25]", async () => {
    expect(await outcome(ask(DeleteTune.asView(), { params: params() }))).toBe("Delete Nuages?");
    expect(await Tune.objects.count()).toBe(1);
  });

  it.each(["POST", "DELETE"])("deletes by %s, and leads on [VIEW-20, VIEW-25]", async (method) => {
    const url = `/tunes/?after=${tune.id}`;

    expect(await outcome(ask(DeleteTune.asView(), { method, params: params() }))).toBe(
      `302 ${url}`,
    );
    expect(await Tune.objects.count()).toBe(0);
  });

  it("keeps the row when the form is wrong [VIEW-25]", async () => {
    class Careful extends DeleteView<Tune, TitleForm> {
      override model = Tune;
      override formClass = TitleForm;
      override successUrl = "/tunes/";
    }

    expect(await outcome(post(Careful.asView(), "", params()))).toBe("Delete Nuages?");
    expect(await Tune.objects.count()).toBe(1);
    expect(await outcome(post(Careful.asView(), "title=yes", params()))).toBe("302 /tunes/");
    expect(await Tune.objects.count()).toBe(0);
  });

  it("deletes nothing when it has no address to go on to", async () => {
    const asked = post(DeleteTune.asView({ successUrl: null }), "", params());

    await expect(asked).rejects.toThrow("DeleteTune has no URL to redirect to.");
    expect(await Tune.objects.count()).toBe(1);
  });

  it("answers 404 when there is no such row", async () => {
    await expect(post(DeleteTune.asView(), "", { pk: 0 })).rejects.toThrow(Http404);
  });
});
