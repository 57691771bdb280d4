-- +goose Up

-- Who is signed in to the console. The key is the SHA-256 of the cookie.
create table sessions (
	token  text primary key,
	data   bytea not null,
	expiry timestamptz not null
);
create index sessions_by_expiry on sessions (expiry);

-- +goose Down
drop table sessions;
