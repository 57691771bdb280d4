package e2e_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"kigen/dev/product"
)

var (
	buildWorker sync.Once
	workerFile  string
	buildErr    error
)

// ownWorkers stops the stack's worker for the length of the test, which starts its own processes.
func (p *running) ownWorkers(t *testing.T) {
	t.Helper()
	buildWorker.Do(func() {
		workerFile = filepath.Join(p.Dir, "worker-program")
		var out []byte
		if out, buildErr = exec.Command("go", "build", "-o", workerFile, "kigen/worker").CombinedOutput(); buildErr != nil {
			buildErr = fmt.Errorf("%w: %s", buildErr, out)
		}
	})
	require.NoError(t, buildErr)
	require.NoError(t, p.Halt(t.Context(), product.Worker))
	t.Cleanup(func() { require.NoError(t, p.Resume(context.Background(), product.Worker)) })
}

// workerProcess is a worker as it runs in production: a process of its own.
type workerProcess struct{ *exec.Cmd }

// startWorker starts one that reaches its database under the given URL, and waits until it is ready.
func (p *running) startWorker(t *testing.T, databaseURL string) workerProcess {
	t.Helper()
	log, err := os.OpenFile(filepath.Join(p.LogDir(), "worker-process.log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	require.NoError(t, err)
	metrics := freeAddress(t)
	cmd := exec.Command(workerFile)
	cmd.Env = append(p.Environ("KIGEN_METRICS_LISTEN="+metrics), "DATABASE_URL="+databaseURL)
	cmd.Stdout, cmd.Stderr = log, log
	require.NoError(t, cmd.Start())
	w := workerProcess{cmd}
	t.Cleanup(func() {
		w.kill()
		_ = log.Close()
	})
	require.Eventually(t, func() bool {
		res, err := http.Get("http://" + metrics + "/readyz")
		if err != nil {
			return false
		}
		_ = res.Body.Close()
		return res.StatusCode == http.StatusOK
	}, 20*time.Second, 20*time.Millisecond, "the worker does not get ready; see %s", log.Name())
	return w
}

// kill ends it at once, as kill -9 and a power cut do.
func (w workerProcess) kill() {
	_ = w.Process.Kill()
	_ = w.Wait()
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// gate stands between a worker and PostgreSQL. It keeps back what PostgreSQL answers from the moment
// on that `committed` holds: the commit is done, and the worker will never hear of it.
type gate struct {
	url       string
	committed func() bool
	shut      chan struct{} // closed when the first answer is kept back
	once      sync.Once
}

func openGate(t *testing.T, databaseURL string, committed func() bool) *gate {
	t.Helper()
	c, err := pgconn.ParseConfig(databaseURL)
	require.NoError(t, err)
	network, address := pgconn.NetworkAddress(c.Host, c.Port)
	// A socket's path must be short.
	dir, err := os.MkdirTemp("", "gate-")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	listener, err := net.Listen("unix", filepath.Join(dir, ".s.PGSQL.5432"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	u, err := url.Parse(databaseURL)
	require.NoError(t, err)
	query := u.Query()
	query.Set("host", dir)
	query.Set("port", "5432")
	u.RawQuery = query.Encode()
	g := &gate{url: u.String(), committed: committed, shut: make(chan struct{})}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go g.pass(client, network, address)
		}
	}()
	return g
}

func (g *gate) pass(client net.Conn, network, address string) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial(network, address)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	go func() {
		_, _ = io.Copy(server, client)
		_ = server.Close()
	}()
	buffer := make([]byte, 64<<10)
	for {
		n, err := server.Read(buffer)
		if err != nil {
			return
		}
		if g.committed() {
			g.once.Do(func() { close(g.shut) })
			// The worker hears nothing until it is killed.
			_, _ = io.Copy(io.Discard, server)
			return
		}
		if _, err := client.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// wait waits until the gate has kept an answer back.
func (g *gate) wait(t *testing.T) {
	t.Helper()
	select {
	case <-g.shut:
	case <-time.After(60 * time.Second):
		t.Fatal("what the gate waits for was not committed")
	}
}
