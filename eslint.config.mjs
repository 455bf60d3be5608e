import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

/** Forbids imports of the patterns; each pattern's message is shown with the finding. */
const forbid = (files, patterns) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns }] },
});

// Allowed imports: sdk -> hosts -> registry -> zecImageFamily -> imageFamily, zecImage -> customImage, functions -> session -> configuration
// -> zenlayer. Every layer above zenlayer may import provider/messages.
// cli stands beside hosts: it uses the API client and the rules of the resource, and nothing uses it.
const pulumi = { group: ["@pulumi/*"], message: "Only hosts and sdk may import @pulumi/*." };
const got = { group: ["got", "got/*"], message: "Only provider/zenlayer may send HTTP requests." };
const hosts = { group: ["**/hosts/**"], message: "Only the sdk may import hosts." };
const sdk = { group: ["**/sdk/**"], message: "The sdk is the top layer: no other layer imports it." };
const emulator = {
  group: ["**/emulator", "**/emulator/**"],
  message: "The emulator is loaded only by programs that use it.",
};
const command = { group: ["**/cli/**"], message: "The command line is a layer of its own: nothing imports it." };
const rules = {
  group: [
    "**/customImage/**",
    "**/imageFamily/**",
    "**/zecImage/**",
    "**/zecImageFamily/**",
    "**/functions/**",
    "**/registry",
  ],
  message: "The API client does not depend on the resource.",
};
const session = {
  group: ["**/session", "**/configuration/**", "**/resource", "**/schema.json"],
  message: "The API client takes plain values: where they come from is not its business.",
};
const above = { group: ["**/session"], message: "A session is opened from the configuration." };
const messages = {
  group: ["**/messages", "**/messages/**"],
  message: "The API client throws typed errors: provider/messages says what they mean to the user.",
};
const registry = { group: ["**/registry"], message: "The registry is for hosts: resources do not know each other." };
const families = {
  group: ["**/imageFamily/**", "**/zecImage/**", "**/zecImageFamily/**"],
  message: "An image knows nothing of families, which are made of images, nor of another product.",
};
const zecFamilies = {
  group: ["**/zecImageFamily/**"],
  message: "Families of Elastic Compute are made of the rules of families and of its images.",
};
const provider = {
  group: ["**/provider/**"],
  message: "The emulator shares no code with the provider: tests would not find a shared bug.",
};

export default tseslint.config(
  {
    ignores: [
      "dist/",
      "coverage/",
      ".work/",
      "examples/*/node_modules/",
      "sdk/python/",
      "sdk/go/",
      "sdk/nodejs-plugin/",
    ],
  },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.json", "./examples/*/tsconfig.json", "./examples/recipes/*/tsconfig.json"],
      },
    },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/require-await": "off",
      // Rest patterns leave out keys by naming them in variables that stay unused.
      "@typescript-eslint/no-unused-vars": [
        "error",
        { ignoreRestSiblings: true, varsIgnorePattern: "^_", argsIgnorePattern: "^_" },
      ],
    },
  },
  forbid(["provider/zenlayer/**"], [pulumi, hosts, sdk, emulator, rules, session, messages, command]),
  forbid(["provider/configuration/**"], [pulumi, got, hosts, sdk, emulator, rules, above, command]),
  forbid(
    ["provider/session.ts", "provider/resource.ts", "provider/zoneSearch.ts"],
    [pulumi, got, hosts, sdk, emulator, rules, command],
  ),
  forbid(
    ["provider/customImage/**", "provider/functions/**"],
    [pulumi, got, hosts, registry, families, sdk, emulator, command],
  ),
  forbid(
    ["provider/imageFamily/**", "provider/zecImage/**"],
    [zecFamilies, pulumi, got, hosts, registry, sdk, emulator, command],
  ),
  forbid(["provider/zecImageFamily/**"], [pulumi, got, hosts, registry, sdk, emulator, command]),
  forbid(["provider/registry.ts"], [pulumi, got, hosts, sdk, emulator, command]),
  forbid(["provider/messages/**"], [pulumi, got, hosts, sdk, emulator, rules, session, command]),
  forbid(["provider/hosts/**"], [got, sdk, emulator, command]),
  forbid(["sdk/nodejs/**"], [got, emulator, command]),
  forbid(["emulator/**"], [pulumi, got, provider, sdk, command]),
  // Its other files get the emulator through `commands.ts`, which loads it when it is asked for.
  forbid(["cli/**"], [pulumi, got, hosts, registry, sdk, emulator]),
  { files: ["cli/commands.ts"], rules: { "no-restricted-imports": "off" } },
  {
    // Tests read untyped data, such as JSON responses.
    files: ["**/*.test.ts", "test/**/*.ts"],
    rules: {
      "no-restricted-imports": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-enum-comparison": "off",
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-unnecessary-type-assertion": "off",
    },
  },
  {
    files: ["**/*.mjs", "**/*.cjs", "**/*.js"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        require: "readonly",
        __dirname: "readonly",
        module: "writable",
      },
    },
  },
);
