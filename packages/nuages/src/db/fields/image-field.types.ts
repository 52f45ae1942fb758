import { ContentFile } from "../../files/index.ts";
import { models } from "../index.ts";

class Photo extends models.Model<Photo>()({
  image: models.ImageField({ widthField: "width", heightField: "height" }),
  width: models.PositiveIntegerField({ null: true }),
  height: models.PositiveIntegerField({ null: true }),
}) {}

export async function checkImages(photo: Photo): Promise<void> {
  const width: number = await photo.image.width();
  await Photo.objects.create({ image: new ContentFile("a", "a.png") });
  Photo.objects.filter({ image__endswith: ".png" });
  // @ts-expect-error an image has no such option
  models.ImageField({ widthfield: "width" });
  // @ts-expect-error its width has to be awaited
  const wrong: number = photo.image.width();
  void [width, wrong];
}
