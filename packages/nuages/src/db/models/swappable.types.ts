import { models, type Lazy } from "../index.ts";

class Member extends models.Model<Member>()({ nick: models.CharField({ maxLength: 20 }) }) {}

declare module "../index.ts" {
  interface SwappableDefaults {
    TEST_USER_MODEL: { readonly name: string };
    TEST_OTHER_MODEL: Other;
  }
  interface SwappableModels {
    TEST_USER_MODEL: Member;
  }
}

class Other extends models.Model<Other>()({ size: models.IntegerField() }) {}

class Letter extends models.Model<Letter>()({
  writer: models.ForeignKey(models.swappable("TEST_USER_MODEL"), { onDelete: models.CASCADE }),
  other: models.ForeignKey(models.swappable("TEST_OTHER_MODEL"), { onDelete: models.CASCADE }),
  unknown: models.ForeignKey(models.swappable("NOBODY"), { onDelete: models.CASCADE }),
}) {}

export async function checkSwappable(letter: Letter, member: Member): Promise<void> {
  const writer: Member | Lazy<Member> = letter.writer;
  const nick: string = (await letter.writer).nick;
  const size: number = (await letter.other).size;
  const loaded: string = (await Letter.objects.selectRelated("writer").get()).writer.nick;
  Letter.objects.filter({ writer: member, writer__nick__startswith: "a", other__size__gt: 3 });
  // @ts-expect-error the project's model has no such field
  Letter.objects.filter({ writer__name: "a" });
  // @ts-expect-error a letter is no member
  Letter.objects.filter({ writer: letter });
  // @ts-expect-error nothing is known of a setting that nobody declared
  const size2: number = (await letter.unknown).size;
  void [writer, nick, size, loaded, size2];
}
