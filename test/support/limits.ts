import schema from "../../schema.json";

const { "zenlayer:index:CustomImage": vm, "zenlayer:index:ZecImage": zec } = schema.resources;

/** Characters of the longest image name. The emulator has its own copy, so its tests fail where the two differ. */
export const LONGEST_NAME = {
  vm: vm.inputProperties.imageName.maxLength,
  zec: zec.inputProperties.imageName.maxLength,
};
