import type { NameRules } from "../customImage/names";
import { LONGEST_NAME, validate } from "./validateAgainstSchema";

/** Names in the service `zec`: letters are ASCII (our guess). */
export const ZEC_NAMES: NameRules = {
  longest: LONGEST_NAME,
  fit: (text) => {
    const characters = [...text].map((character) => (/^[A-Za-z0-9._-]$/.test(character) ? character : "-"));
    const first = characters.findIndex((character) => /^[A-Za-z0-9]$/.test(character));
    const name = first < 0 ? [..."image"] : characters.slice(first);
    while (!/^[A-Za-z0-9]$/.test(name.at(-1) ?? "a")) name.pop();
    return name.length > 1 ? name : [...name, "0"];
  },
  validate,
};
