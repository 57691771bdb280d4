package words

import "kigen/internal/terms"

var pools = map[string]terms.Text{
	"loaner":      {JA: "貸出機", EN: "loaner"},
	"replacement": {JA: "交換用端末", EN: "replacement device"},
}

// Pool says what a unit of the stock is kept for.
func Pool(pool string) terms.Text { return look(pools, pool) }

var unitStates = map[string]terms.Text{
	"on_shelf":    {JA: "在庫", EN: "on the shelf"},
	"reserved":    {JA: "確保済み", EN: "reserved"},
	"out":         {JA: "貸出・発送中", EN: "out"},
	"back":        {JA: "点検待ち", EN: "back, to be checked"},
	"damaged":     {JA: "修理待ち", EN: "damaged"},
	"lost":        {JA: "未返却", EN: "not given back"},
	"issued":      {JA: "お客様にお渡し済み", EN: "issued"},
	"written_off": {JA: "除却済み", EN: "written off"},
}

// UnitState says where a unit of the stock is.
func UnitState(state string) terms.Text { return look(unitStates, state) }

var movements = map[string]terms.Text{
	"taken_in":     {JA: "在庫に受け入れました", EN: "Taken into stock"},
	"reserved":     {JA: "案件のために確保しました", EN: "Reserved for a case"},
	"released":     {JA: "確保を解除しました", EN: "The reservation was given up"},
	"sent":         {JA: "発送しました", EN: "Sent"},
	"undelivered":  {JA: "お届けできずに戻りました", EN: "Came back undelivered"},
	"booked_in":    {JA: "返却センターで受け付けました", EN: "Booked in by the return centre"},
	"lost":         {JA: "返却されず、代金を請求しました", EN: "Not given back; its price was charged"},
	"damaged":      {JA: "点検で破損が見つかりました", EN: "The check found damage"},
	"found_broken": {JA: "在庫中に不具合が見つかりました", EN: "Found broken on the shelf"},
	"shelved":      {JA: "点検を終え、在庫に戻しました", EN: "Checked and put on the shelf"},
	"repaired":     {JA: "修理を終え、在庫に戻しました", EN: "Repaired and put on the shelf"},
	"issued":       {JA: "お客様の端末となりました", EN: "Became the member's device"},
	"written_off":  {JA: "除却しました", EN: "Written off"},
}

// Movement says what happened to a unit of the stock.
func Movement(kind string) terms.Text { return look(movements, kind) }

var conditions = map[string]terms.Text{
	"whole":     {JA: "良好(修理済みを含む)", EN: "whole, or repaired"},
	"damaged":   {JA: "破損・不具合あり", EN: "damaged"},
	"write_off": {JA: "除却する", EN: "write it off"},
}

// Condition says what the check of a unit found.
func Condition(condition string) terms.Text { return look(conditions, condition) }

var systems = map[string]terms.Text{
	"android": {JA: "Android", EN: "Android"},
	"ios":     {JA: "iOS", EN: "iOS"},
	"windows": {JA: "Windows", EN: "Windows"},
	"router":  {JA: "ルーター", EN: "router"},
}

// OS names an operating system, or the kind of device that has none of its own.
func OS(os string) terms.Text { return look(systems, os) }

var deviceStates = map[string]terms.Text{
	"in_use":       {JA: "ご利用中", EN: "in use"},
	"to_return":    {JA: "返却待ち", EN: "to be returned"},
	"returned":     {JA: "返却済み", EN: "returned"},
	"not_returned": {JA: "未返却", EN: "not returned"},
	"at_maker":     {JA: "メーカー預かり", EN: "at its maker's"},
	"swapped":      {JA: "メーカーで交換済み", EN: "swapped by its maker"},
}

// DeviceState says where a member's device is.
func DeviceState(state string) terms.Text { return look(deviceStates, state) }

var origins = map[string]terms.Text{
	"supply":      {JA: "当社で購入", EN: "bought from the carrier"},
	"replacement": {JA: "交換によりお渡し", EN: "given in exchange"},
	"own":         {JA: "お客様の持ち込み", EN: "the member's own"},
	"maker":       {JA: "メーカーでの交換", EN: "swapped by its maker"},
}

// Origin says how a device came to its member.
func Origin(origin string) terms.Text { return look(origins, origin) }

var lifeEvents = map[string]terms.Text{
	"purchased":   {JA: "ご購入", EN: "Bought"},
	"use_started": {JA: "ご利用の開始", EN: "Use began"},
	"cover_began": {JA: "補償の開始", EN: "Its cover began"},
	"cover_came":  {JA: "補償が交換前の端末から移りました", EN: "The cover moved to it from the device it replaced"},
	"cover_moved": {JA: "補償が次の端末へ移りました", EN: "The cover moved on to the next device"},
	"cover_ended": {JA: "補償の終了", EN: "Its cover ended"},
	"replaced":    {JA: "別の端末に交換されました", EN: "Another device took its place"},
}

// LifeEvent names what happened in a device's life beside the steps of cases.
func LifeEvent(what string) terms.Text { return look(lifeEvents, what) }

var covers = map[string]terms.Text{
	"compensation": {JA: "端末補償オプション", EN: "compensation option"},
	"guarantee":    {JA: "つながる端末保証", EN: "つながる端末保証"},
}

// Cover names a cover of a device by its kind.
func Cover(kind string) terms.Text { return look(covers, kind) }
