import type { Field } from "../../validate";
import { list, oneOf, required, strictObject, text, texts } from "../../validate";
import { ApiError } from "../../apiError";
import { ZEC_IMAGE_STATUSES, type ZecTag } from "../types";

/** Documented for filters; for resources see GUESS Z21. */
export const MAX_TAGS = 20;

const label = text({ max: 64 });

/** A tag of which the value can be absent, as in filters and in the service `zrm`. */
export const looseTag = strictObject({ key: required(label), value: label });

const tag = strictObject({ key: required(label), value: required(label) });

/** At most 20 tags, with different keys (GUESS Z21). */
export const tagsOfResource = (
  item: Field<{ key: string; value?: string } | undefined>,
): Field<ZecTag[] | undefined> => {
  const tags = list(required(item), { max: MAX_TAGS });
  return (value, name) => {
    const given = tags(value, name)?.map(({ key, value = "" }) => ({ key, value }));
    const keys = new Set(given?.map(({ key }) => key));
    if (given && keys.size < given.length) {
      throw new ApiError("INVALID_PARAMETER_VALUE", `The parameter \`${name}\` has a key twice`);
    }
    return given;
  };
};

/** CreateImage takes an object that has the list of tags. */
export const wrappedTags = strictObject({ tags: tagsOfResource(tag) });

/** Filters by tags take a plain list. */
export const TAG_FILTERS = {
  resourceGroupId: text(),
  tagKeys: texts({ max: MAX_TAGS }),
  tags: list(required(looseTag), { max: MAX_TAGS }),
};

/** Documented: 2 to 63 letters, digits, `-`, `_` and `.`. Starts and ends with a letter or digit (GUESS Z9). */
export const imageName = text({ min: 2, max: 63, pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]$/ });

export const imageIds = required(texts({ min: 1 }));

export const imageId = required(text());

const CATEGORIES = [
  ...["CentOS", "Windows", "Ubuntu", "Debian", "Rocky", "Fedora", "FreeBSD", "Alpine", "ArchLinux", "AlmaLinux"],
  ...["openSUSE", "Gentoo", "Generic", "OTHERS"],
];

/** The filters that both lists of images have. */
export const IMAGE_FILTERS = {
  imageIds: texts(),
  imageName: text(),
  category: oneOf(...CATEGORIES),
  osType: oneOf("linux", "bsd", "windows", "android", "any"),
  imageStatus: oneOf(...ZEC_IMAGE_STATUSES),
};

/** Documented: at most 100 instances. */
export const instanceIds = texts({ max: 100 });

export const instanceIdsOfWrite = required(texts({ min: 1, max: 100 }));
