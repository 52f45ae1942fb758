import { settings } from "../conf/index.ts";
import type { HttpRequest } from "../http/index.ts";
import { SafeString } from "../utils/safestring.ts";
import { getTemplate, type RenderableTemplate } from "./backends.ts";
import type { ContextData } from "./context.ts";
import { Engine } from "./engine.ts";

declare module "../conf/settings.ts" {
  interface SettingValues {
    formRenderer: FormRendererClass;
  }
}

/**
 * Renders the templates of forms and widgets. The setting `formRenderer` chooses one: `"builtin"`,
 * `"templates"`, or a class of the site's own that extends this one. Django: `BaseRenderer`.
 */
export abstract class FormRenderer {
  /** @throws TemplateDoesNotExist when there is none of that name. */
  abstract getTemplate(name: string): RenderableTemplate;

  /** The markup of a template for a form or a widget, surrounding white space removed. */
  async render(
    name: string,
    data: ContextData,
    { request }: { readonly request?: HttpRequest } = {},
  ): Promise<SafeString> {
    const text = await this.getTemplate(name).render(data, { request });
    return new SafeString(text.trim());
  }
}

/** Folders of templates that come along with the framework's own forms. */
const folders: string[] = [];

/** Adds a folder to those in which {@link BuiltinFormRenderer} looks; later ones come first. */
export function addFormTemplates(folder: string): void {
  folders.unshift(folder);
}

/** An engine of its own over the built-in templates and those of the apps, whatever `templates` says. Django: `DjangoTemplates`. */
export class BuiltinFormRenderer extends FormRenderer {
  readonly #engine = new Engine({ dirs: [...folders], appDirs: true });

  override getTemplate(name: string): RenderableTemplate {
    return this.#engine.getTemplate(name);
  }
}

/** The engines of the setting `templates`, so that a project overrides every widget. Django: `TemplatesSetting`. */
export class TemplatesFormRenderer extends FormRenderer {
  override getTemplate(name: string): RenderableTemplate {
    return getTemplate(name);
  }
}

/** A class that the setting `formRenderer` may hold. */
export type FormRendererClass = new () => FormRenderer;

const made = new Map<unknown, FormRenderer>();

/** The renderer that the setting `formRenderer` chooses. Django: `get_default_renderer()`. */
export function getDefaultFormRenderer(): FormRenderer {
  const choice = settings.formRenderer;
  const known = made.get(choice);
  if (known !== undefined) return known;
  const Renderer = typeof choice === "function" ? choice : CHOICES[choice];
  const renderer = new Renderer();
  made.set(choice, renderer);
  return renderer;
}

const CHOICES: Readonly<Record<"builtin" | "templates", FormRendererClass>> = {
  builtin: BuiltinFormRenderer,
  templates: TemplatesFormRenderer,
};
