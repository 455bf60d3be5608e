// Generates the SDKs of a package with Pulumi's own generators: reads the schema from standard input and writes
// {"nodejs": {"path": "text"}, …} to standard output. Run it in tools/engine/modules/engine, which pins the generators.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "pulumi-zenlayer"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var spec schema.PackageSpec
	if err := json.NewDecoder(os.Stdin).Decode(&spec); err != nil {
		return err
	}
	importers := map[string]schema.Language{"nodejs": nodejs.Importer, "python": python.Importer, "go": gogen.Importer}
	pkg, err := schema.ImportSpec(spec, importers, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return err
	}
	// The order matters: generators modify the package that they receive.
	sdks := map[string]map[string][]byte{}
	if sdks["nodejs"], err = nodejs.GeneratePackage(tool, pkg, nil, nil, false, nil); err != nil {
		return err
	}
	if sdks["python"], err = python.GeneratePackage(tool, pkg, nil, nil); err != nil {
		return err
	}
	if sdks["go"], err = gogen.GeneratePackage(tool, pkg, nil); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(texts(sdks))
}

func texts(sdks map[string]map[string][]byte) map[string]map[string]string {
	all := map[string]map[string]string{}
	for language, files := range sdks {
		all[language] = map[string]string{}
		for path, content := range files {
			all[language][path] = string(content)
		}
	}
	return all
}
