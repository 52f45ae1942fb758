import { contentTypeKey, models, type ModelClass, type ModelMeta } from "../../db/index.ts";
import { apps } from "../../apps/index.ts";
import { gettextLazy as _ } from "../../i18n/index.ts";

/** The row that stands for a model. Table and columns are Django's. */
export class ContentType extends models.Model<ContentType>()(
  {
    appLabel: models.CharField({ maxLength: 100 }),
    model: models.CharField({ maxLength: 100, verboseName: _("python model class name") }),
  },
  {
    appLabel: "contenttypes",
    dbTable: "django_content_type",
    verboseName: _("content type"),
    verboseNamePlural: _("content types"),
    uniqueTogether: [["appLabel", "model"]],
  },
) {
  /** The content type of a model; of a proxy that of its base. Made when there is none; asked for once. */
  static async getForModel(
    model: ModelLike,
    { using = "default" }: { readonly using?: string } = {},
  ): Promise<ContentType> {
    const key = await contentTypeKey(ContentType.meta, model.meta, using);
    return ContentType.objects.using(using).get({ pk: key as number });
  }

  /** `catalog.book` */
  naturalKey(): [string, string] {
    return [this.appLabel, this.model];
  }

  /** The class of the model; undefined when it is not installed. */
  modelClass(): ModelClass | undefined {
    if (!apps.isInstalled(this.appLabel)) return undefined;
    const found = apps.getModels().find((model) => {
      const { meta } = model as unknown as { readonly meta: ModelMeta };
      return meta.appLabel === this.appLabel && meta.modelName === this.model;
    });
    return found;
  }

  override toString(): string {
    return `${this.appLabel} | ${this.model}`;
  }
}

/** A model class, as far as its content type is concerned. */
export interface ModelLike {
  readonly meta: ModelMeta;
}
