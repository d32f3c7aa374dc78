/**
 * The constructed types of ASHRAE 135-2020 clause 21, as far as properties and notifications of
 * plants have them. A line is `type = members`; a member is `tag:name:type`, or only a type where
 * its application tag tells it. `*` is a list. `(n)` says that an element of a list of this type is
 * that many values; else each value that has no higher tag than the one before starts the next.
 */
const SHAPES = `
address(2) = unsigned octets
date-time(2) = date time
date-range(2) = date date
reference = 0:object:object 1:property:property 2:index:unsigned 3:device:object
property-reference = 0:property:property 1:index:unsigned
object-reference = 0:device:object 1:object:object
setpoint-reference(1) = 0:reference:reference
recipient(1) = 0:device:object 1:address:address
recipient-process = 0:recipient:recipient 1:process:unsigned
time-stamp(1) = 0:time:time 1:sequence-number:unsigned 2:date-time:date-time
error(2) = enumerated enumerated

time-value(2) = time any
daily-schedule(1) = 0:day-schedule:time-value*
calendar-entry(1) = 0:date:date 1:date-range:date-range 2:week-n-day:octets
special-event = 0:calendar-entry:calendar-entry 1:calendar:object 2:times:time-value*
  3:priority:unsigned
priority-value(1) = 0:constructed-value:any 1:date-time:date-time

destination(7) = bits time time 0:device:object 1:address:address unsigned boolean bits
address-binding(3) = object unsigned octets
cov-subscription = 0:recipient:recipient-process 1:property:reference 2:confirmed:boolean
  3:time-remaining:unsigned 4:cov-increment:real
event-subscription = 0:recipient:recipient 1:process:unsigned 2:confirmed:boolean
  3:time-remaining:unsigned
cov-reference = 0:property:property-reference 1:cov-increment:real 2:timestamped:boolean
read-access = 0:object:object 1:properties:property-reference*

action-list(1) = 0:actions:action-command*
action-command = 0:device:object 1:object:object 2:property:property 3:index:unsigned 4:value:any
  5:priority:unsigned 6:post-delay:unsigned 7:quit-on-failure:boolean 8:write-successful:boolean

log-record = 0:timestamp:date-time 1:datum:log-datum 2:status-flags:bits
log-datum(1) = 0:log-status:bits 1:boolean:boolean 2:real:real 3:enumerated:enumerated
  4:unsigned:unsigned 5:signed:signed 6:bits:bits 7:null:null 8:failure:error 9:time-change:real
  10:any:any
log-multiple-record = 0:timestamp:date-time 1:data:log-data
log-data(1) = 0:log-status:bits 1:data:log-data-value* 2:time-change:real
log-data-value(1) = 0:boolean:boolean 1:real:real 2:enumerated:enumerated 3:unsigned:unsigned
  4:signed:signed 5:bits:bits 6:null:null 7:failure:error 8:any:any
event-log-record = 0:timestamp:date-time 1:datum:event-datum
event-datum(1) = 0:log-status:bits 1:notification:event-notification 2:time-change:real
event-notification = 0:process:unsigned 1:device:object 2:object:object 3:timestamp:time-stamp
  4:notification-class:unsigned 5:priority:unsigned 6:event-type:enumerated 7:message:text
  8:notify-type:enumerated 9:ack-required:boolean 10:from-state:enumerated 11:to-state:enumerated
  12:values:notification-parameters
accumulator-record = 0:timestamp:date-time 1:present-value:unsigned 2:accumulated-value:unsigned
  3:status:enumerated
prescale = 0:multiplier:unsigned 1:modulo-divide:unsigned
scale(1) = 0:float:real 1:integer:signed
shed-level(1) = 0:percent:unsigned 1:level:unsigned 2:amount:real
lighting-command = 0:operation:enumerated 1:target-level:real 2:ramp-rate:real
  3:step-increment:real 4:fade-time:unsigned 5:priority:unsigned
access-rule = 0:time-range-specifier:enumerated 1:time-range:reference
  2:location-specifier:enumerated 3:location:object-reference 4:enable:boolean
access-rights = 0:rights:object-reference 1:enable:boolean
value-source(1) = 0:none:null 1:object:object-reference 2:address:address
name-value = 0:name:text any
host-address(1) = 0:none:null 1:ip-address:octets 2:name:text
host-port = 0:host:host-address 1:port:unsigned
distribution-entry = 0:bbmd:host-port 1:mask:octets
foreign-device = 0:address:octets 1:lifetime:unsigned 2:remaining:unsigned

property-states(1) = 0:boolean:boolean 1:binary-value:enumerated 2:event-type:enumerated
  3:polarity:enumerated 4:program-change:enumerated 5:program-state:enumerated
  6:reason-for-halt:enumerated 7:reliability:enumerated 8:state:enumerated
  9:system-status:enumerated 10:units:enumerated 11:unsigned:unsigned
  12:life-safety-mode:enumerated 13:life-safety-state:enumerated 14:restart-reason:enumerated
  15:door-alarm-state:enumerated 16:action:enumerated 17:door-secured-status:enumerated
  18:door-status:enumerated 19:door-value:enumerated 20:file-access-method:enumerated
  21:lock-status:enumerated 22:life-safety-operation:enumerated 23:maintenance:enumerated

event-parameters(1) = 0:change-of-bitstring:p-bitstring 1:change-of-state:p-state
  2:change-of-value:p-value 3:command-failure:p-command 4:floating-limit:p-floating
  5:out-of-range:p-range-real 8:change-of-life-safety:p-life-safety 9:extended:p-extended
  10:buffer-ready:p-buffer 11:unsigned-range:p-unsigned 14:double-out-of-range:p-range-double
  15:signed-out-of-range:p-range-signed 16:unsigned-out-of-range:p-range-unsigned
  17:change-of-characterstring:p-text 18:change-of-status-flags:p-flags 20:none:null
p-bitstring = 0:time-delay:unsigned 1:bitmask:bits 2:values:any
p-state = 0:time-delay:unsigned 1:values:property-states*
p-value = 0:time-delay:unsigned 1:criteria:p-criteria
p-criteria(1) = 0:bitmask:bits 1:increment:real
p-command = 0:time-delay:unsigned 1:feedback:reference
p-floating = 0:time-delay:unsigned 1:setpoint:reference 2:low-diff-limit:real 3:high-diff-limit:real
  4:deadband:real
p-range-real = 0:time-delay:unsigned 1:low-limit:real 2:high-limit:real 3:deadband:real
p-range-double = 0:time-delay:unsigned 1:low-limit:double 2:high-limit:double 3:deadband:double
p-range-signed = 0:time-delay:unsigned 1:low-limit:signed 2:high-limit:signed 3:deadband:unsigned
p-range-unsigned = 0:time-delay:unsigned 1:low-limit:unsigned 2:high-limit:unsigned
  3:deadband:unsigned
p-life-safety = 0:time-delay:unsigned 1:life-safety-alarm-values:any 2:alarm-values:any
  3:mode:reference
p-extended = 0:vendor:unsigned 1:event-type:unsigned 2:parameters:any
p-buffer = 0:threshold:unsigned 1:previous-count:unsigned
p-unsigned = 0:time-delay:unsigned 1:low-limit:unsigned 2:high-limit:unsigned
p-text = 0:time-delay:unsigned 1:alarm-values:any
p-flags = 0:time-delay:unsigned 1:selected-flags:bits

fault-parameters(1) = 0:none:null 1:characterstring:f-text 2:extended:p-extended-fault
  3:life-safety:f-life-safety 4:state:f-state 5:status-flags:f-flags
p-extended-fault = 0:vendor:unsigned 1:fault-type:unsigned 2:parameters:any
f-text = 0:fault-values:any
f-life-safety = 0:fault-values:any 1:mode:reference
f-state = 0:fault-values:property-states*
f-flags = 0:reference:reference

notification-parameters(1) = 0:change-of-bitstring:n-bitstring 1:change-of-state:n-state
  2:change-of-value:n-value 3:command-failure:n-command 4:floating-limit:n-floating
  5:out-of-range:n-range-real 6:complex-event-type:any 8:change-of-life-safety:n-life-safety
  9:extended:p-extended 10:buffer-ready:n-buffer 11:unsigned-range:n-unsigned
  14:double-out-of-range:n-range-double 15:signed-out-of-range:n-range-signed
  16:unsigned-out-of-range:n-range-unsigned 17:change-of-characterstring:n-text
  18:change-of-status-flags:n-flags 19:change-of-reliability:n-reliability
n-bitstring = 0:bits:bits 1:status-flags:bits
n-state = 0:new-state:property-states 1:status-flags:bits
n-value = 0:new-value:n-new-value 1:status-flags:bits
n-new-value(1) = 0:bits:bits 1:real:real
n-command = 0:command-value:any 1:status-flags:bits 2:feedback-value:any
n-floating = 0:reference-value:real 1:status-flags:bits 2:setpoint-value:real 3:error-limit:real
n-range-real = 0:exceeding-value:real 1:status-flags:bits 2:deadband:real 3:exceeded-limit:real
n-range-double = 0:exceeding-value:double 1:status-flags:bits 2:deadband:double
  3:exceeded-limit:double
n-range-signed = 0:exceeding-value:signed 1:status-flags:bits 2:deadband:unsigned
  3:exceeded-limit:signed
n-range-unsigned = 0:exceeding-value:unsigned 1:status-flags:bits 2:deadband:unsigned
  3:exceeded-limit:unsigned
n-life-safety = 0:new-state:enumerated 1:new-mode:enumerated 2:status-flags:bits
  3:operation-expected:enumerated
n-buffer = 0:buffer:reference 1:previous-notification:unsigned 2:current-notification:unsigned
n-unsigned = 0:exceeding-value:unsigned 1:status-flags:bits 2:exceeded-limit:unsigned
n-text = 0:changed-value:text 1:status-flags:bits 2:alarm-value:text
n-flags = 0:present-value:any 1:referenced-flags:bits
n-reliability = 0:reliability:enumerated 1:status-flags:bits 2:property-values:property-value*
property-value = 0:property:property 1:index:unsigned 2:value:any 3:priority:unsigned`;

/** Properties of these types; all others have values that tell their type themselves. */
const PROPERTY_TYPES = `
action action-list*
active-cov-subscriptions cov-subscription*
assigned-access-rights access-rights*
actual-shed-level shed-level
bbmd-broadcast-distribution-table distribution-entry*
bbmd-foreign-device-table foreign-device*
command-time-array time-stamp*
controlled-variable-reference reference
covu-recipients recipient*
date-list calendar-entry*
device-address-binding address-binding*
door-members object-reference*
effective-period date-range
energy-meter-ref object-reference
event-algorithm-inhibit-ref reference
event-parameters event-parameters
event-time-stamps time-stamp*
exception-schedule special-event*
expected-shed-level shed-level
fault-parameters fault-parameters
fd-bbmd-address host-port
group-members reference*
input-reference reference
last-command-time time-stamp
last-restore-time time-stamp
lighting-command lighting-command
list-of-group-members read-access*
list-of-object-property-references reference*
log-buffer log-record*
log-device-object-property reference*
logging-record accumulator-record
manipulated-variable-reference reference
manual-slave-address-binding address-binding*
member-of object-reference*
negative-access-rules access-rule*
object-property-reference reference
positive-access-rules access-rule*
prescale prescale
priority-array priority-value*
recipient recipient
recipient-list destination*
requested-shed-level shed-level
restart-notification-recipients recipient*
scale scale
setpoint-reference setpoint-reference
slave-address-binding address-binding*
subordinate-list object-reference*
subscribed-recipients event-subscription*
tags name-value*
time-of-device-restart time-stamp
time-synchronization-recipients recipient*
utc-time-synchronization-recipients recipient*
value-source value-source
value-source-array value-source*
weekly-schedule daily-schedule*
zone-members object-reference*`;

/** Buffers of logs hold what the type of their object says, clauses 12.25, 12.27 and 12.30. */
const LOG_RECORDS: readonly (readonly [prefix: string, type: string])[] = [
  ['trend-log-multiple/', 'log-multiple-record*'],
  ['event-log/', 'event-log-record*'],
];

/** One member of a constructed type. */
interface Member {
  readonly name: string;
  readonly type: string;
}

/** A constructed type: its members by context tag, and how many values an element of a list has. */
export interface Shape {
  readonly members: ReadonlyMap<number, Member>;
  readonly size: number;
}

const BY_TYPE: ReadonlyMap<string, Shape> = readShapes(SHAPES);
const BY_PROPERTY: ReadonlyMap<string, string> = new Map(
  PROPERTY_TYPES.trim()
    .split('\n')
    .map((line) => line.split(' ') as [string, string]),
);

/** Undefined for types that are one value. */
export function shapeOf(type: string): Shape | undefined {
  return BY_TYPE.get(type);
}

/** The type of a property of an object, both by name; empty where its values tell it themselves. */
export function propertyType(object: string, property: string): string {
  const type = BY_PROPERTY.get(property) ?? '';
  if (property !== 'log-buffer') return type;
  return LOG_RECORDS.find(([prefix]) => object.startsWith(prefix))?.[1] ?? type;
}

function readShapes(table: string): ReadonlyMap<string, Shape> {
  const out = new Map<string, Shape>();
  for (const line of table
    .replaceAll(/\n {2}/g, ' ')
    .trim()
    .split(/\n+/)) {
    const [head = '', rest = ''] = line.split(' = ');
    const [type = '', size] = head.split(/[()]/);
    const members = new Map<number, Member>();
    for (const word of rest.split(' ')) {
      const [tag, name, of] = word.split(':');
      if (name !== undefined && of !== undefined) members.set(Number(tag), { name, type: of });
    }
    out.set(type, { members, size: Number(size ?? 0) });
  }
  return out;
}
