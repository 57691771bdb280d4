package config_test

import (
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"kigen/internal/config"
)

// TestComposeFile reads docker-compose.yml as the programs in it would: each
// finds a complete environment, and nothing waits for what isn't there.
func TestComposeFile(t *testing.T) {
	data, err := os.ReadFile("../../docker-compose.yml")
	require.NoError(t, err)
	var file struct {
		Services map[string]struct {
			Image       string
			Environment map[string]string
			Healthcheck struct{ Test []string }
			DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
		}
		Volumes map[string]any
	}
	require.NoError(t, yaml.Unmarshal(data, &file))

	needs := map[string][]config.Need{"migrate": {config.NeedDatabase}, "worker": all, "starter": all}
	for name, need := range needs {
		service, ok := file.Services[name]
		require.True(t, ok, name)
		require.Equal(t, "kigen", service.Image, "one image holds the product")
		environ := []string{"TEMPORAL_CONFIG_FILE=/nonexistent"}
		for variable, value := range service.Environment {
			environ = append(environ, variable+"="+value)
		}
		c, err := config.Load(environ, need...)
		require.NoError(t, err, name)
		require.True(t, c.Development)
	}

	for name, service := range file.Services {
		require.NotEmpty(t, service.Image, name)
		for other, wait := range service.DependsOn {
			require.Contains(t, file.Services, other, name)
			require.True(t, slices.Contains([]string{"service_healthy", "service_completed_successfully"}, wait.Condition), name)
			if wait.Condition == "service_healthy" {
				require.NotEmpty(t, file.Services[other].Healthcheck.Test, "%s waits for the health of %s, which has no check", name, other)
			}
		}
	}
}
