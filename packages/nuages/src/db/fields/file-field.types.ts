import { ContentFile } from "../../files/index.ts";
import { models } from "../index.ts";

class Report extends models.Model<Report>()({
  text: models.FileField({ uploadTo: "reports/" }),
  extra: models.FileField({ blank: true }),
}) {}

export async function checkFiles(report: Report): Promise<void> {
  const name: string | null = report.text.name;
  const url: string = report.text.url;
  await report.text.save("a.txt", new ContentFile("a"));
  report.text.set(null);
  await Report.objects.create({ text: new ContentFile("a", "a.txt") });
  // @ts-expect-error the file is required
  await Report.objects.create({ extra: "a.txt" });
  // @ts-expect-error a number is no file
  await Report.objects.create({ text: 7 });
  // @ts-expect-error a file has no such option
  models.FileField({ uploadto: "reports/" });

  Report.objects.filter({ text: "a.txt", extra__startswith: "reports/" });
  // @ts-expect-error names of files are texts
  Report.objects.filter({ text: 7 });
  const names: string[] = await Report.objects.valuesList("text", { flat: true });
  void [name, url, names];
}
