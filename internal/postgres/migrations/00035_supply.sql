-- +goose Up

-- A device may be ordered without a line, and so without a plan (P-5).
alter table applications
	alter column plan drop not null,
	add check (plan is not null or device_model is not null);

-- +goose Down
alter table applications alter column plan set not null;
