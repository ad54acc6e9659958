// Generated from schemas/ by `npm run gen`; do not edit.
"use strict";
export const validateEndpoint = validate20;
const schema31 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"endpoint.schema.json","description":"A place that can hold data: a directory of this machine, a directory that is reached by ssh, or an rsync daemon.","type":"object","required":["apiVersion","kind","metadata","spec"],"additionalProperties":false,"properties":{"apiVersion":{"$ref":"#/$defs/apiVersion"},"kind":{"description":"What is declared here: an endpoint.","const":"Endpoint"},"metadata":{"$ref":"#/$defs/metadata"},"spec":{"description":"Where it is and how it is reached; `type` decides which other fields there are.","type":"object","required":["type"],"discriminator":{"propertyName":"type"},"oneOf":[{"$ref":"#/$defs/localSpec"},{"$ref":"#/$defs/sshSpec"},{"$ref":"#/$defs/rsyncDaemonSpec"}]}},"$defs":{"localSpec":{"description":"A directory of the machine on which `reconcile` runs.","type":"object","required":["type","root"],"additionalProperties":false,"properties":{"type":{"description":"A directory of this machine.","const":"Local"},"root":{"$ref":"#/$defs/root"},"identity":{"$ref":"#/$defs/identity"},"maxTransfers":{"$ref":"#/$defs/maxTransfers"},"timeTolerance":{"$ref":"#/$defs/timeTolerance"},"stalledAfter":{"$ref":"#/$defs/stalledAfter"}}},"sshSpec":{"description":"A directory of a machine that is reached by ssh with a key.","type":"object","required":["type","root","host"],"additionalProperties":false,"properties":{"type":{"description":"A directory that is reached by ssh.","const":"Ssh"},"root":{"$ref":"#/$defs/root"},"identity":{"$ref":"#/$defs/identity"},"host":{"$ref":"#/$defs/host"},"user":{"$ref":"#/$defs/user"},"port":{"description":"Port of the ssh server; by default what ssh's own configuration says, or 22.","$ref":"#/$defs/port"},"identityFile":{"description":"Private key, instead of those that ssh finds by itself. Readable by its owner alone.","$ref":"#/$defs/fileName"},"knownHostsFile":{"description":"Known host keys, instead of ssh's own file.","$ref":"#/$defs/fileName"},"configFile":{"description":"Configuration of ssh, instead of the user's own.","$ref":"#/$defs/fileName"},"shell":{"description":"Full (the default): the account has sh, find, coreutils and rsync. RsyncOnly: it may only run rsync (rrsync); everything goes through rsync, and `root` is what that account sees.","enum":["Full","RsyncOnly"]},"rsyncPath":{"description":"The rsync program at the far side; `rsync` by default. At least 3.1.2.","type":"string","pattern":"^[^\\s\\u0000-]\\S*$","errorMessage":"must be the name or path of one program, without blanks"},"maxTransfers":{"$ref":"#/$defs/maxTransfers"},"timeTolerance":{"$ref":"#/$defs/timeTolerance"},"stalledAfter":{"$ref":"#/$defs/stalledAfter"}}},"rsyncDaemonSpec":{"description":"An rsync daemon, for reading. What it offers is named by modules.","type":"object","required":["type","host"],"additionalProperties":false,"properties":{"type":{"description":"An rsync daemon; a source only.","const":"RsyncDaemon"},"host":{"$ref":"#/$defs/host"},"user":{"$ref":"#/$defs/user"},"port":{"description":"Port of the daemon; 873 by default.","$ref":"#/$defs/port"},"passwordFile":{"description":"File that holds the daemon's password and nothing else. Readable by its owner alone.","$ref":"#/$defs/fileName"},"maxTransfers":{"$ref":"#/$defs/maxTransfers"},"timeTolerance":{"$ref":"#/$defs/timeTolerance"},"stalledAfter":{"$ref":"#/$defs/stalledAfter"}}},"root":{"description":"Absolute directory below which everything at this endpoint lies.","type":"string","pattern":"^/[^\\u0000]*$","errorMessage":"must be an absolute directory, such as /data"},"identity":{"description":"NotChecked (the default). Required: the root must hold `.replicas-endpoint` with this endpoint's name (`reconcile identify` writes it), so that an unmounted or swapped disk is noticed.","enum":["NotChecked","Required"]},"host":{"description":"Name or address of the host.","type":"string","pattern":"^[A-Za-z0-9_:.\\[\\]%][A-Za-z0-9_:.\\[\\]%-]{0,254}$","errorMessage":"must be the name or address of a host, without user, port or scheme"},"user":{"description":"Login name at the host or the daemon.","type":"string","pattern":"^[^\\s\\u0000@:/-][^\\s\\u0000@:/]{0,254}$","errorMessage":"must be a login name"},"port":{"description":"TCP port.","type":"integer","minimum":1,"maximum":65535,"errorMessage":"must be a port number from 1 to 65535"},"maxTransfers":{"description":"How many transfers may run there at once, over all resources; 2 by default.","type":"integer","minimum":1,"maximum":1000,"errorMessage":"must be a whole number from 1 to 1000"},"fileName":{"description":"A file: absolute, or relative to the directory of this manifest.","type":"string","pattern":"^[^~\\u0000][^\\u0000]*$","errorMessage":"must be a file name, absolute or relative to this manifest (`~` is not expanded)"},"duration":{"description":"A duration with its unit, such as 30s, 5m, 1h30m, 7d.","type":"string","pattern":"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$","errorMessage":"must be a duration with its unit, such as 30s, 5m, 1h30m or 7d"},"apiVersion":{"description":"Version of this form of manifests.","const":"replicas/v1"},"metadata":{"description":"How this is called.","type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"description":"Name, unique among its kind: at most 63 lower-case letters, digits and inner hyphens (a DNS label).","type":"string","pattern":"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$","errorMessage":"must be a DNS label: at most 63 lower-case letters, digits and inner hyphens"},"labels":{"description":"Words to select by: `reconcile -l key=value`.","$ref":"#/$defs/texts"},"annotations":{"description":"Notes for people and other programs; not acted upon.","$ref":"#/$defs/texts"}}},"texts":{"description":"Keys with a text each.","type":"object","additionalProperties":{"type":"string","errorMessage":"must be text (put it in quotes)"}},"timeTolerance":{"description":"Modification times this close are equal (for CIFS, FAT); 0s by default.","$ref":"#/$defs/duration"},"stalledAfter":{"description":"What makes no progress there for so long, in bytes or files, is ended; 10m by default.","$ref":"#/$defs/duration"}}};
const schema32 = {"description":"Version of this form of manifests.","const":"replicas/v1"};
const schema33 = {"description":"How this is called.","type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"description":"Name, unique among its kind: at most 63 lower-case letters, digits and inner hyphens (a DNS label).","type":"string","pattern":"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$","errorMessage":"must be a DNS label: at most 63 lower-case letters, digits and inner hyphens"},"labels":{"description":"Words to select by: `reconcile -l key=value`.","$ref":"#/$defs/texts"},"annotations":{"description":"Notes for people and other programs; not acted upon.","$ref":"#/$defs/texts"}}};
const schema34 = {"description":"Keys with a text each.","type":"object","additionalProperties":{"type":"string","errorMessage":"must be text (put it in quotes)"}};
const pattern4 = new RegExp("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", "u");

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate21.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema33.required,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "name") || (key0 === "labels")) || (key0 === "annotations"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!pattern4.test(data0)){
const err2 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",parentSchema:schema33.properties.name,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.name.type,parentSchema:schema33.properties.name,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.labels !== undefined){
let data1 = data.labels;
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
for(const key1 in data1){
let data2 = data1[key1];
if(typeof data2 !== "string"){
const err4 = {instancePath:instancePath+"/labels/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/texts/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.additionalProperties.type,parentSchema:schema34.additionalProperties,data:data2};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath:instancePath+"/labels",schemaPath:"#/$defs/texts/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema34.type,parentSchema:schema34,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.annotations !== undefined){
let data3 = data.annotations;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
for(const key2 in data3){
let data4 = data3[key2];
if(typeof data4 !== "string"){
const err6 = {instancePath:instancePath+"/annotations/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/texts/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.additionalProperties.type,parentSchema:schema34.additionalProperties,data:data4};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath:instancePath+"/annotations",schemaPath:"#/$defs/texts/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema34.type,parentSchema:schema34,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema33.type,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema36 = {"description":"A directory of the machine on which `reconcile` runs.","type":"object","required":["type","root"],"additionalProperties":false,"properties":{"type":{"description":"A directory of this machine.","const":"Local"},"root":{"$ref":"#/$defs/root"},"identity":{"$ref":"#/$defs/identity"},"maxTransfers":{"$ref":"#/$defs/maxTransfers"},"timeTolerance":{"$ref":"#/$defs/timeTolerance"},"stalledAfter":{"$ref":"#/$defs/stalledAfter"}}};
const schema37 = {"description":"Absolute directory below which everything at this endpoint lies.","type":"string","pattern":"^/[^\\u0000]*$","errorMessage":"must be an absolute directory, such as /data"};
const schema38 = {"description":"NotChecked (the default). Required: the root must hold `.replicas-endpoint` with this endpoint's name (`reconcile identify` writes it), so that an unmounted or swapped disk is noticed.","enum":["NotChecked","Required"]};
const schema39 = {"description":"How many transfers may run there at once, over all resources; 2 by default.","type":"integer","minimum":1,"maximum":1000,"errorMessage":"must be a whole number from 1 to 1000"};
const schema40 = {"description":"A duration with its unit, such as 30s, 5m, 1h30m, 7d.","type":"string","pattern":"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$","errorMessage":"must be a duration with its unit, such as 30s, 5m, 1h30m or 7d"};
const pattern5 = new RegExp("^/[^\\u0000]*$", "u");
const pattern6 = new RegExp("^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$", "u");

function validate23(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate23.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.type === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema36.required,parentSchema:schema36,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.root === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "root"},message:"must have required property '"+"root"+"'",schema:schema36.required,parentSchema:schema36,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((((((key0 === "type") || (key0 === "root")) || (key0 === "identity")) || (key0 === "maxTransfers")) || (key0 === "timeTolerance")) || (key0 === "stalledAfter"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema36,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.type !== undefined){
let data0 = data.type;
if("Local" !== data0){
const err3 = {instancePath:instancePath+"/type",schemaPath:"#/properties/type/const",keyword:"const",params:{allowedValue: "Local"},message:"must be equal to constant",schema:"Local",parentSchema:schema36.properties.type,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.root !== undefined){
let data1 = data.root;
if(typeof data1 === "string"){
if(!pattern5.test(data1)){
const err4 = {instancePath:instancePath+"/root",schemaPath:"#/$defs/root/pattern",keyword:"pattern",params:{pattern: "^/[^\\u0000]*$"},message:"must match pattern \""+"^/[^\\u0000]*$"+"\"",schema:"^/[^\\u0000]*$",parentSchema:schema37,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/root",schemaPath:"#/$defs/root/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37.type,parentSchema:schema37,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.identity !== undefined){
let data2 = data.identity;
if(!((data2 === "NotChecked") || (data2 === "Required"))){
const err6 = {instancePath:instancePath+"/identity",schemaPath:"#/$defs/identity/enum",keyword:"enum",params:{allowedValues: schema38.enum},message:"must be equal to one of the allowed values",schema:schema38.enum,parentSchema:schema38,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.maxTransfers !== undefined){
let data3 = data.maxTransfers;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
const err7 = {instancePath:instancePath+"/maxTransfers",schemaPath:"#/$defs/maxTransfers/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema39.type,parentSchema:schema39,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 > 1000 || isNaN(data3)){
const err8 = {instancePath:instancePath+"/maxTransfers",schemaPath:"#/$defs/maxTransfers/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000},message:"must be <= 1000",schema:1000,parentSchema:schema39,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data3 < 1 || isNaN(data3)){
const err9 = {instancePath:instancePath+"/maxTransfers",schemaPath:"#/$defs/maxTransfers/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema39,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
if(data.timeTolerance !== undefined){
let data4 = data.timeTolerance;
if(typeof data4 === "string"){
if(!pattern6.test(data4)){
const err10 = {instancePath:instancePath+"/timeTolerance",schemaPath:"#/$defs/timeTolerance/pattern",keyword:"pattern",params:{pattern: "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"},message:"must match pattern \""+"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"+"\"",schema:"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",parentSchema:schema40,data:data4};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/timeTolerance",schemaPath:"#/$defs/timeTolerance/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.type,parentSchema:schema40,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.stalledAfter !== undefined){
let data5 = data.stalledAfter;
if(typeof data5 === "string"){
if(!pattern6.test(data5)){
const err12 = {instancePath:instancePath+"/stalledAfter",schemaPath:"#/$defs/stalledAfter/pattern",keyword:"pattern",params:{pattern: "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"},message:"must match pattern \""+"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"+"\"",schema:"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",parentSchema:schema40,data:data5};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/stalledAfter",schemaPath:"#/$defs/stalledAfter/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.type,parentSchema:schema40,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
else {
const err14 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.type,parentSchema:schema36,data};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
validate23.errors = vErrors;
return errors === 0;
}
validate23.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema42 = {"description":"A directory of a machine that is reached by ssh with a key.","type":"object","required":["type","root","host"],"additionalProperties":false,"properties":{"type":{"description":"A directory that is reached by ssh.","const":"Ssh"},"root":{"$ref":"#/$defs/root"},"identity":{"$ref":"#/$defs/identity"},"host":{"$ref":"#/$defs/host"},"user":{"$ref":"#/$defs/user"},"port":{"description":"Port of the ssh server; by default what ssh's own configuration says, or 22.","$ref":"#/$defs/port"},"identityFile":{"description":"Private key, instead of those that ssh finds by itself. Readable by its owner alone.","$ref":"#/$defs/fileName"},"knownHostsFile":{"description":"Known host keys, instead of ssh's own file.","$ref":"#/$defs/fileName"},"configFile":{"description":"Configuration of ssh, instead of the user's own.","$ref":"#/$defs/fileName"},"shell":{"description":"Full (the default): the account has sh, find, coreutils and rsync. RsyncOnly: it may only run rsync (rrsync); everything goes through rsync, and `root` is what that account sees.","enum":["Full","RsyncOnly"]},"rsyncPath":{"description":"The rsync program at the far side; `rsync` by default. At least 3.1.2.","type":"string","pattern":"^[^\\s\\u0000-]\\S*$","errorMessage":"must be the name or path of one program, without blanks"},"maxTransfers":{"$ref":"#/$defs/maxTransfers"},"timeTolerance":{"$ref":"#/$defs/timeTolerance"},"stalledAfter":{"$ref":"#/$defs/stalledAfter"}}};
const schema45 = {"description":"Name or address of the host.","type":"string","pattern":"^[A-Za-z0-9_:.\\[\\]%][A-Za-z0-9_:.\\[\\]%-]{0,254}$","errorMessage":"must be the name or address of a host, without user, port or scheme"};
const schema46 = {"description":"Login name at the host or the daemon.","type":"string","pattern":"^[^\\s\\u0000@:/-][^\\s\\u0000@:/]{0,254}$","errorMessage":"must be a login name"};
const schema47 = {"description":"TCP port.","type":"integer","minimum":1,"maximum":65535,"errorMessage":"must be a port number from 1 to 65535"};
const schema48 = {"description":"A file: absolute, or relative to the directory of this manifest.","type":"string","pattern":"^[^~\\u0000][^\\u0000]*$","errorMessage":"must be a file name, absolute or relative to this manifest (`~` is not expanded)"};
const func1 = Object.prototype.hasOwnProperty;
const pattern9 = new RegExp("^[A-Za-z0-9_:.\\[\\]%][A-Za-z0-9_:.\\[\\]%-]{0,254}$", "u");
const pattern10 = new RegExp("^[^\\s\\u0000@:/-][^\\s\\u0000@:/]{0,254}$", "u");
const pattern11 = new RegExp("^[^~\\u0000][^\\u0000]*$", "u");
const pattern14 = new RegExp("^[^\\s\\u0000-]\\S*$", "u");

function validate24(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate24.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.type === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema42.required,parentSchema:schema42,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.root === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "root"},message:"must have required property '"+"root"+"'",schema:schema42.required,parentSchema:schema42,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.host === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "host"},message:"must have required property '"+"host"+"'",schema:schema42.required,parentSchema:schema42,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema42.properties, key0))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema42,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.type !== undefined){
let data0 = data.type;
if("Ssh" !== data0){
const err4 = {instancePath:instancePath+"/type",schemaPath:"#/properties/type/const",keyword:"const",params:{allowedValue: "Ssh"},message:"must be equal to constant",schema:"Ssh",parentSchema:schema42.properties.type,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.root !== undefined){
let data1 = data.root;
if(typeof data1 === "string"){
if(!pattern5.test(data1)){
const err5 = {instancePath:instancePath+"/root",schemaPath:"#/$defs/root/pattern",keyword:"pattern",params:{pattern: "^/[^\\u0000]*$"},message:"must match pattern \""+"^/[^\\u0000]*$"+"\"",schema:"^/[^\\u0000]*$",parentSchema:schema37,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/root",schemaPath:"#/$defs/root/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37.type,parentSchema:schema37,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.identity !== undefined){
let data2 = data.identity;
if(!((data2 === "NotChecked") || (data2 === "Required"))){
const err7 = {instancePath:instancePath+"/identity",schemaPath:"#/$defs/identity/enum",keyword:"enum",params:{allowedValues: schema38.enum},message:"must be equal to one of the allowed values",schema:schema38.enum,parentSchema:schema38,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.host !== undefined){
let data3 = data.host;
if(typeof data3 === "string"){
if(!pattern9.test(data3)){
const err8 = {instancePath:instancePath+"/host",schemaPath:"#/$defs/host/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_:.\\[\\]%][A-Za-z0-9_:.\\[\\]%-]{0,254}$"},message:"must match pattern \""+"^[A-Za-z0-9_:.\\[\\]%][A-Za-z0-9_:.\\[\\]%-]{0,254}$"+"\"",schema:"^[A-Za-z0-9_:.\\[\\]%][A-Za-z0-9_:.\\[\\]%-]{0,254}$",parentSchema:schema45,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/host",schemaPath:"#/$defs/host/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema45.type,parentSchema:schema45,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.user !== undefined){
let data4 = data.user;
if(typeof data4 === "string"){
if(!pattern10.test(data4)){
const err10 = {instancePath:instancePath+"/user",schemaPath:"#/$defs/user/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\u0000@:/-][^\\s\\u0000@:/]{0,254}$"},message:"must match pattern \""+"^[^\\s\\u0000@:/-][^\\s\\u0000@:/]{0,254}$"+"\"",schema:"^[^\\s\\u0000@:/-][^\\s\\u0000@:/]{0,254}$",parentSchema:schema46,data:data4};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/user",schemaPath:"#/$defs/user/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema46.type,parentSchema:schema46,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.port !== undefined){
let data5 = data.port;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
const err12 = {instancePath:instancePath+"/port",schemaPath:"#/$defs/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema47.type,parentSchema:schema47,data:data5};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 65535 || isNaN(data5)){
const err13 = {instancePath:instancePath+"/port",schemaPath:"#/$defs/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema47,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(data5 < 1 || isNaN(data5)){
const err14 = {instancePath:instancePath+"/port",schemaPath:"#/$defs/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema47,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
if(data.identityFile !== undefined){
let data6 = data.identityFile;
if(typeof data6 === "string"){
if(!pattern11.test(data6)){
const err15 = {instancePath:instancePath+"/identityFile",schemaPath:"#/$defs/fileName/pattern",keyword:"pattern",params:{pattern: "^[^~\\u0000][^\\u0000]*$"},message:"must match pattern \""+"^[^~\\u0000][^\\u0000]*$"+"\"",schema:"^[^~\\u0000][^\\u0000]*$",parentSchema:schema48,data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/identityFile",schemaPath:"#/$defs/fileName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema48.type,parentSchema:schema48,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.knownHostsFile !== undefined){
let data7 = data.knownHostsFile;
if(typeof data7 === "string"){
if(!pattern11.test(data7)){
const err17 = {instancePath:instancePath+"/knownHostsFile",schemaPath:"#/$defs/fileName/pattern",keyword:"pattern",params:{pattern: "^[^~\\u0000][^\\u0000]*$"},message:"must match pattern \""+"^[^~\\u0000][^\\u0000]*$"+"\"",schema:"^[^~\\u0000][^\\u0000]*$",parentSchema:schema48,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
else {
const err18 = {instancePath:instancePath+"/knownHostsFile",schemaPath:"#/$defs/fileName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema48.type,parentSchema:schema48,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.configFile !== undefined){
let data8 = data.configFile;
if(typeof data8 === "string"){
if(!pattern11.test(data8)){
const err19 = {instancePath:instancePath+"/configFile",schemaPath:"#/$defs/fileName/pattern",keyword:"pattern",params:{pattern: "^[^~\\u0000][^\\u0000]*$"},message:"must match pattern \""+"^[^~\\u0000][^\\u0000]*$"+"\"",schema:"^[^~\\u0000][^\\u0000]*$",parentSchema:schema48,data:data8};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
else {
const err20 = {instancePath:instancePath+"/configFile",schemaPath:"#/$defs/fileName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema48.type,parentSchema:schema48,data:data8};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.shell !== undefined){
let data9 = data.shell;
if(!((data9 === "Full") || (data9 === "RsyncOnly"))){
const err21 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/enum",keyword:"enum",params:{allowedValues: schema42.properties.shell.enum},message:"must be equal to one of the allowed values",schema:schema42.properties.shell.enum,parentSchema:schema42.properties.shell,data:data9};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data.rsyncPath !== undefined){
let data10 = data.rsyncPath;
if(typeof data10 === "string"){
if(!pattern14.test(data10)){
const err22 = {instancePath:instancePath+"/rsyncPath",schemaPath:"#/properties/rsyncPath/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\u0000-]\\S*$"},message:"must match pattern \""+"^[^\\s\\u0000-]\\S*$"+"\"",schema:"^[^\\s\\u0000-]\\S*$",parentSchema:schema42.properties.rsyncPath,data:data10};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
else {
const err23 = {instancePath:instancePath+"/rsyncPath",schemaPath:"#/properties/rsyncPath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema42.properties.rsyncPath.type,parentSchema:schema42.properties.rsyncPath,data:data10};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.maxTransfers !== undefined){
let data11 = data.maxTransfers;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){
const err24 = {instancePath:instancePath+"/maxTransfers",schemaPath:"#/$defs/maxTransfers/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema39.type,parentSchema:schema39,data:data11};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 > 1000 || isNaN(data11)){
const err25 = {instancePath:instancePath+"/maxTransfers",schemaPath:"#/$defs/maxTransfers/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000},message:"must be <= 1000",schema:1000,parentSchema:schema39,data:data11};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if(data11 < 1 || isNaN(data11)){
const err26 = {instancePath:instancePath+"/maxTransfers",schemaPath:"#/$defs/maxTransfers/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema39,data:data11};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
if(data.timeTolerance !== undefined){
let data12 = data.timeTolerance;
if(typeof data12 === "string"){
if(!pattern6.test(data12)){
const err27 = {instancePath:instancePath+"/timeTolerance",schemaPath:"#/$defs/timeTolerance/pattern",keyword:"pattern",params:{pattern: "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"},message:"must match pattern \""+"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"+"\"",schema:"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",parentSchema:schema40,data:data12};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
else {
const err28 = {instancePath:instancePath+"/timeTolerance",schemaPath:"#/$defs/timeTolerance/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.type,parentSchema:schema40,data:data12};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data.stalledAfter !== undefined){
let data13 = data.stalledAfter;
if(typeof data13 === "string"){
if(!pattern6.test(data13)){
const err29 = {instancePath:instancePath+"/stalledAfter",schemaPath:"#/$defs/stalledAfter/pattern",keyword:"pattern",params:{pattern: "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"},message:"must match pattern \""+"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"+"\"",schema:"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",parentSchema:schema40,data:data13};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
else {
const err30 = {instancePath:instancePath+"/stalledAfter",schemaPath:"#/$defs/stalledAfter/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.type,parentSchema:schema40,data:data13};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
}
else {
const err31 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema42.type,parentSchema:schema42,data};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
validate24.errors = vErrors;
return errors === 0;
}
validate24.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema54 = {"description":"An rsync daemon, for reading. What it offers is named by modules.","type":"object","required":["type","host"],"additionalProperties":false,"properties":{"type":{"description":"An rsync daemon; a source only.","const":"RsyncDaemon"},"host":{"$ref":"#/$defs/host"},"user":{"$ref":"#/$defs/user"},"port":{"description":"Port of the daemon; 873 by default.","$ref":"#/$defs/port"},"passwordFile":{"description":"File that holds the daemon's password and nothing else. Readable by its owner alone.","$ref":"#/$defs/fileName"},"maxTransfers":{"$ref":"#/$defs/maxTransfers"},"timeTolerance":{"$ref":"#/$defs/timeTolerance"},"stalledAfter":{"$ref":"#/$defs/stalledAfter"}}};

function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate25.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.type === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema54.required,parentSchema:schema54,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.host === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "host"},message:"must have required property '"+"host"+"'",schema:schema54.required,parentSchema:schema54,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((((((((key0 === "type") || (key0 === "host")) || (key0 === "user")) || (key0 === "port")) || (key0 === "passwordFile")) || (key0 === "maxTransfers")) || (key0 === "timeTolerance")) || (key0 === "stalledAfter"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema54,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.type !== undefined){
let data0 = data.type;
if("RsyncDaemon" !== data0){
const err3 = {instancePath:instancePath+"/type",schemaPath:"#/properties/type/const",keyword:"const",params:{allowedValue: "RsyncDaemon"},message:"must be equal to constant",schema:"RsyncDaemon",parentSchema:schema54.properties.type,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.host !== undefined){
let data1 = data.host;
if(typeof data1 === "string"){
if(!pattern9.test(data1)){
const err4 = {instancePath:instancePath+"/host",schemaPath:"#/$defs/host/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_:.\\[\\]%][A-Za-z0-9_:.\\[\\]%-]{0,254}$"},message:"must match pattern \""+"^[A-Za-z0-9_:.\\[\\]%][A-Za-z0-9_:.\\[\\]%-]{0,254}$"+"\"",schema:"^[A-Za-z0-9_:.\\[\\]%][A-Za-z0-9_:.\\[\\]%-]{0,254}$",parentSchema:schema45,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/host",schemaPath:"#/$defs/host/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema45.type,parentSchema:schema45,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.user !== undefined){
let data2 = data.user;
if(typeof data2 === "string"){
if(!pattern10.test(data2)){
const err6 = {instancePath:instancePath+"/user",schemaPath:"#/$defs/user/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\u0000@:/-][^\\s\\u0000@:/]{0,254}$"},message:"must match pattern \""+"^[^\\s\\u0000@:/-][^\\s\\u0000@:/]{0,254}$"+"\"",schema:"^[^\\s\\u0000@:/-][^\\s\\u0000@:/]{0,254}$",parentSchema:schema46,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/user",schemaPath:"#/$defs/user/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema46.type,parentSchema:schema46,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.port !== undefined){
let data3 = data.port;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
const err8 = {instancePath:instancePath+"/port",schemaPath:"#/$defs/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema47.type,parentSchema:schema47,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 > 65535 || isNaN(data3)){
const err9 = {instancePath:instancePath+"/port",schemaPath:"#/$defs/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema47,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data3 < 1 || isNaN(data3)){
const err10 = {instancePath:instancePath+"/port",schemaPath:"#/$defs/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema47,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
if(data.passwordFile !== undefined){
let data4 = data.passwordFile;
if(typeof data4 === "string"){
if(!pattern11.test(data4)){
const err11 = {instancePath:instancePath+"/passwordFile",schemaPath:"#/$defs/fileName/pattern",keyword:"pattern",params:{pattern: "^[^~\\u0000][^\\u0000]*$"},message:"must match pattern \""+"^[^~\\u0000][^\\u0000]*$"+"\"",schema:"^[^~\\u0000][^\\u0000]*$",parentSchema:schema48,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/passwordFile",schemaPath:"#/$defs/fileName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema48.type,parentSchema:schema48,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.maxTransfers !== undefined){
let data5 = data.maxTransfers;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
const err13 = {instancePath:instancePath+"/maxTransfers",schemaPath:"#/$defs/maxTransfers/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema39.type,parentSchema:schema39,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 1000 || isNaN(data5)){
const err14 = {instancePath:instancePath+"/maxTransfers",schemaPath:"#/$defs/maxTransfers/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000},message:"must be <= 1000",schema:1000,parentSchema:schema39,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
if(data5 < 1 || isNaN(data5)){
const err15 = {instancePath:instancePath+"/maxTransfers",schemaPath:"#/$defs/maxTransfers/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema39,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
if(data.timeTolerance !== undefined){
let data6 = data.timeTolerance;
if(typeof data6 === "string"){
if(!pattern6.test(data6)){
const err16 = {instancePath:instancePath+"/timeTolerance",schemaPath:"#/$defs/timeTolerance/pattern",keyword:"pattern",params:{pattern: "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"},message:"must match pattern \""+"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"+"\"",schema:"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",parentSchema:schema40,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/timeTolerance",schemaPath:"#/$defs/timeTolerance/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.type,parentSchema:schema40,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.stalledAfter !== undefined){
let data7 = data.stalledAfter;
if(typeof data7 === "string"){
if(!pattern6.test(data7)){
const err18 = {instancePath:instancePath+"/stalledAfter",schemaPath:"#/$defs/stalledAfter/pattern",keyword:"pattern",params:{pattern: "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"},message:"must match pattern \""+"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"+"\"",schema:"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",parentSchema:schema40,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
else {
const err19 = {instancePath:instancePath+"/stalledAfter",schemaPath:"#/$defs/stalledAfter/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.type,parentSchema:schema40,data:data7};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema54.type,parentSchema:schema54,data};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
validate25.errors = vErrors;
return errors === 0;
}
validate25.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="endpoint.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"},message:"must have required property '"+"apiVersion"+"'",schema:schema31.required,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema31.required,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.metadata === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "metadata"},message:"must have required property '"+"metadata"+"'",schema:schema31.required,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.spec === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"},message:"must have required property '"+"spec"+"'",schema:schema31.required,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if("replicas/v1" !== data0){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/$defs/apiVersion/const",keyword:"const",params:{allowedValue: "replicas/v1"},message:"must be equal to constant",schema:"replicas/v1",parentSchema:schema32,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.kind !== undefined){
let data1 = data.kind;
if("Endpoint" !== data1){
const err6 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "Endpoint"},message:"must be equal to constant",schema:"Endpoint",parentSchema:schema31.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.metadata !== undefined){
if(!(validate21(data.metadata, {instancePath:instancePath+"/metadata",parentData:data,parentDataProperty:"metadata",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate21.errors : vErrors.concat(validate21.errors);
errors = vErrors.length;
}
}
if(data.spec !== undefined){
let data3 = data.spec;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.type === undefined){
const err7 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema31.properties.spec.required,parentSchema:schema31.properties.spec,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
const tag0 = data3.type;
if(typeof tag0 == "string"){
if(tag0 === "Local"){
if(!(validate23(data3, {instancePath:instancePath+"/spec",parentData:data,parentDataProperty:"spec",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors);
errors = vErrors.length;
}
var props0 = true;
}
else if(tag0 === "Ssh"){
if(!(validate24(data3, {instancePath:instancePath+"/spec",parentData:data,parentDataProperty:"spec",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate24.errors : vErrors.concat(validate24.errors);
errors = vErrors.length;
}
if(props0 !== true){
props0 = true;
}
}
else if(tag0 === "RsyncDaemon"){
if(!(validate25(data3, {instancePath:instancePath+"/spec",parentData:data,parentDataProperty:"spec",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
if(props0 !== true){
props0 = true;
}
}
else {
const err8 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "type", tagValue: tag0},message:"value of tag \"type\" must be in oneOf",schema:schema31.properties.spec.discriminator,parentSchema:schema31.properties.spec,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/discriminator",keyword:"discriminator",params:{error: "tag", tag: "type", tagValue: tag0},message:"tag \"type\" must be string",schema:schema31.properties.spec.discriminator,parentSchema:schema31.properties.spec,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.spec.type,parentSchema:schema31.properties.spec,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.type,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const validatePoolMirror = validate29;
const schema62 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"pool-mirror.schema.json","description":"A directory tree that is kept equal to its source at one or more places.","type":"object","required":["apiVersion","kind","metadata","spec"],"additionalProperties":false,"properties":{"apiVersion":{"$ref":"#/$defs/apiVersion"},"kind":{"description":"What is declared here: a mirror.","const":"PoolMirror"},"metadata":{"$ref":"#/$defs/metadata"},"spec":{"$ref":"#/$defs/poolMirrorSpec"}},"$defs":{"poolMirrorSpec":{"description":"What is mirrored, where to, and with what care.","type":"object","required":["source","replicas"],"additionalProperties":false,"properties":{"source":{"$ref":"#/$defs/poolSource"},"replicas":{"description":"The places that shall hold the same data.","type":"array","minItems":1,"errorMessage":"must list at least one replica","items":{"$ref":"#/$defs/poolReplica"}},"exclude":{"description":"rsync patterns of what is left out: neither missing nor extraneous. Excludes go first, then includes.","type":"array","errorMessage":"must be a list of rsync patterns","items":{"$ref":"#/$defs/pattern"}},"include":{"description":"rsync patterns of what is taken; with any of them the rest is left out. A whole directory: `/dir/***`.","type":"array","errorMessage":"must be a list of rsync patterns","items":{"$ref":"#/$defs/pattern"}},"extraneous":{"description":"What happens to files that a replica has and the source has not. Keep (the default): nothing. Trash: moved to `.replicas-trash` at the replica. Delete: removed.","enum":["Keep","Trash","Delete"]},"ceilings":{"$ref":"#/$defs/ceilings"},"digest":{"description":"What files are proven by, read back at each replica: md5 (the default), sha256, xxh128. Where only rsync can read it is md5 or xxh128.","enum":["md5","sha256","xxh128"]},"verify":{"$ref":"#/$defs/verify"},"trash":{"$ref":"#/$defs/trash"},"schedule":{"$ref":"#/$defs/schedule"},"notify":{"description":"Who is told: names of channels, or a channel with the events that it is told of.","type":"array","errorMessage":"must be a list of channels","items":{"oneOf":[{"$ref":"#/$defs/reference"},{"$ref":"#/$defs/subscription"}]}}}},"poolSource":{"description":"Where the data come from: a path of a Local or Ssh endpoint, a module of an rsync daemon, or several modules.","type":"object","required":["endpoint"],"additionalProperties":false,"properties":{"endpoint":{"$ref":"#/$defs/reference"},"module":{"description":"The daemon's module; for an RsyncDaemon only, and there always (this or `modules`).","$ref":"#/$defs/moduleName"},"path":{"$ref":"#/$defs/path"},"modules":{"description":"Names of modules with `*` and `?`: one mirror for each module that matches, in a directory of its name.","type":"array","minItems":1,"errorMessage":"must list at least one module name or pattern","items":{"$ref":"#/$defs/moduleName"}}},"dependentSchemas":{"modules":{"properties":{"module":false,"path":false}}}},"poolReplica":{"description":"One replica.","type":"object","required":["endpoint","path"],"additionalProperties":false,"properties":{"endpoint":{"$ref":"#/$defs/reference"},"path":{"$ref":"#/$defs/path"},"from":{"description":"Another replica of this list that feeds this one: its endpoint, or `endpoint:path` where the endpoint holds several. Default: the source; where both ends are remote, the first Local replica.","type":"string","pattern":"^[a-z0-9][-a-z0-9]*(:[^\\u0000]*)?$","errorMessage":"must be `endpoint` or `endpoint:path` of another replica in this list"}}},"ceilings":{"description":"How much one plan may remove before a person must approve it. `none` switches one off.","type":"object","additionalProperties":false,"properties":{"percent":{"description":"Percent of the replica's files or bytes; 10 by default. Never holds fewer than 25 files.","oneOf":[{"type":"number","minimum":0,"maximum":100},{"const":"none"}],"errorMessage":"must be a number from 0 to 100, or none"},"files":{"description":"Number of files; 1000 by default.","oneOf":[{"type":"integer","minimum":0,"maximum":9007199254740991},{"const":"none"}],"errorMessage":"must be a whole number of files, or none"},"bytes":{"description":"Size with its unit, such as 500MiB; 100GiB by default.","$ref":"#/$defs/sizeOrNone"}}},"verify":{"description":"When what was proven once is read again.","type":"object","additionalProperties":false,"properties":{"every":{"description":"A proof older than this is due to be made anew; 30d by default.","$ref":"#/$defs/duration"},"budget":{"description":"How much re-checks may read of one replica in 24 hours; 500GiB by default, `none` for no limit.","$ref":"#/$defs/sizeOrNone"},"for":{"description":"How long one re-check may take; `none` (the default) for no limit. What is not reached is read by the next one.","$ref":"#/$defs/durationOrNone"},"source":{"description":"Whether the source is read again too, so that its own decay is found; false by default. Not at an RsyncDaemon.","type":"boolean"}}},"trash":{"description":"What becomes of the trash of a replica.","type":"object","additionalProperties":false,"properties":{"keep":{"description":"How long what was moved to the trash is kept there; 30d by default.","$ref":"#/$defs/duration"}}},"sizeOrNone":{"description":"A size with its unit, such as 500MiB or 10GB, or none.","type":"string","pattern":"^(none|[0-9]+(\\.[0-9]+)? ?(B|kB|KB|MB|GB|TB|PB|KiB|MiB|GiB|TiB|PiB))$","errorMessage":"must be a size with its unit, such as 500MiB or 10GB, or none"},"durationOrNone":{"description":"A duration with its unit, such as 30s, 5m, 1h30m, 7d, or none.","type":"string","pattern":"^(none|(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?)$","errorMessage":"must be a duration with its unit, such as 30s, 5m, 1h30m or 7d, or none"},"schedule":{"description":"When it is due: `every` so often, or at the times of a `cron` expression.","type":"object","additionalProperties":false,"properties":{"every":{"$ref":"#/$defs/duration"},"cron":{"description":"Five fields: minute, hour, day of month, month, day of week.","type":"string","errorMessage":"must be a cron expression of five fields, such as \"0 * * * *\""},"timezone":{"description":"Time zone of the cron expression, such as Europe/Vienna; by default the host's.","type":"string","errorMessage":"must be the name of a time zone, such as Europe/Vienna"}},"if":{"required":["cron"]},"then":{"properties":{"every":false}},"else":{"required":["every"]}},"subscription":{"description":"A channel with the events that it is told of.","type":"object","required":["channel"],"additionalProperties":false,"properties":{"channel":{"$ref":"#/$defs/reference"},"on":{"description":"Events; Problem and Recovered by default.","type":"array","minItems":1,"errorMessage":"must list at least one event","items":{"enum":["NewRun","RunComplete","DumpShipped","Problem","Recovered","Offline","LoginNeeded","Held","Corrupt","ManifestsInvalid"]}}}},"reference":{"description":"The name of something that is declared in a manifest of its own.","type":"string","pattern":"\\S","errorMessage":"must be the name of something declared"},"path":{"description":"Path below the endpoint's root (below the module, at a daemon). \"\" or \".\" is the root itself.","type":"string","pattern":"^(?!/)(?!([^\\u0000]*/)?\\.\\.(/|$))[^\\u0000]*$","errorMessage":"must be a path below the endpoint's root: relative, and without `..`"},"moduleName":{"description":"Name of a module.","type":"string","pattern":"^(?!\\.{1,2}$)[^/\\u0000\\n\\r]+$","errorMessage":"must be the name of a module, without `/`"},"pattern":{"description":"A pattern as rsync understands it.","type":"string","pattern":"^/*[^/\\u0000][^\\u0000]*$","errorMessage":"must be an rsync pattern that names something"},"duration":{"description":"A duration with its unit, such as 30s, 5m, 1h30m, 7d.","type":"string","pattern":"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$","errorMessage":"must be a duration with its unit, such as 30s, 5m, 1h30m or 7d"},"apiVersion":{"description":"Version of this form of manifests.","const":"replicas/v1"},"metadata":{"description":"How this is called.","type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"description":"Name, unique among its kind: at most 63 lower-case letters, digits and inner hyphens (a DNS label).","type":"string","pattern":"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$","errorMessage":"must be a DNS label: at most 63 lower-case letters, digits and inner hyphens"},"labels":{"description":"Words to select by: `reconcile -l key=value`.","$ref":"#/$defs/texts"},"annotations":{"description":"Notes for people and other programs; not acted upon.","$ref":"#/$defs/texts"}}},"texts":{"description":"Keys with a text each.","type":"object","additionalProperties":{"type":"string","errorMessage":"must be text (put it in quotes)"}}}};
const schema63 = {"description":"Version of this form of manifests.","const":"replicas/v1"};
const schema64 = {"description":"How this is called.","type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"description":"Name, unique among its kind: at most 63 lower-case letters, digits and inner hyphens (a DNS label).","type":"string","pattern":"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$","errorMessage":"must be a DNS label: at most 63 lower-case letters, digits and inner hyphens"},"labels":{"description":"Words to select by: `reconcile -l key=value`.","$ref":"#/$defs/texts"},"annotations":{"description":"Notes for people and other programs; not acted upon.","$ref":"#/$defs/texts"}}};
const schema65 = {"description":"Keys with a text each.","type":"object","additionalProperties":{"type":"string","errorMessage":"must be text (put it in quotes)"}};

function validate30(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate30.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema64.required,parentSchema:schema64,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "name") || (key0 === "labels")) || (key0 === "annotations"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema64,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!pattern4.test(data0)){
const err2 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",parentSchema:schema64.properties.name,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema64.properties.name.type,parentSchema:schema64.properties.name,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.labels !== undefined){
let data1 = data.labels;
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
for(const key1 in data1){
let data2 = data1[key1];
if(typeof data2 !== "string"){
const err4 = {instancePath:instancePath+"/labels/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/texts/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema65.additionalProperties.type,parentSchema:schema65.additionalProperties,data:data2};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath:instancePath+"/labels",schemaPath:"#/$defs/texts/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema65.type,parentSchema:schema65,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.annotations !== undefined){
let data3 = data.annotations;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
for(const key2 in data3){
let data4 = data3[key2];
if(typeof data4 !== "string"){
const err6 = {instancePath:instancePath+"/annotations/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/texts/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema65.additionalProperties.type,parentSchema:schema65.additionalProperties,data:data4};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath:instancePath+"/annotations",schemaPath:"#/$defs/texts/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema65.type,parentSchema:schema65,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema64.type,parentSchema:schema64,data};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
validate30.errors = vErrors;
return errors === 0;
}
validate30.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema67 = {"description":"What is mirrored, where to, and with what care.","type":"object","required":["source","replicas"],"additionalProperties":false,"properties":{"source":{"$ref":"#/$defs/poolSource"},"replicas":{"description":"The places that shall hold the same data.","type":"array","minItems":1,"errorMessage":"must list at least one replica","items":{"$ref":"#/$defs/poolReplica"}},"exclude":{"description":"rsync patterns of what is left out: neither missing nor extraneous. Excludes go first, then includes.","type":"array","errorMessage":"must be a list of rsync patterns","items":{"$ref":"#/$defs/pattern"}},"include":{"description":"rsync patterns of what is taken; with any of them the rest is left out. A whole directory: `/dir/***`.","type":"array","errorMessage":"must be a list of rsync patterns","items":{"$ref":"#/$defs/pattern"}},"extraneous":{"description":"What happens to files that a replica has and the source has not. Keep (the default): nothing. Trash: moved to `.replicas-trash` at the replica. Delete: removed.","enum":["Keep","Trash","Delete"]},"ceilings":{"$ref":"#/$defs/ceilings"},"digest":{"description":"What files are proven by, read back at each replica: md5 (the default), sha256, xxh128. Where only rsync can read it is md5 or xxh128.","enum":["md5","sha256","xxh128"]},"verify":{"$ref":"#/$defs/verify"},"trash":{"$ref":"#/$defs/trash"},"schedule":{"$ref":"#/$defs/schedule"},"notify":{"description":"Who is told: names of channels, or a channel with the events that it is told of.","type":"array","errorMessage":"must be a list of channels","items":{"oneOf":[{"$ref":"#/$defs/reference"},{"$ref":"#/$defs/subscription"}]}}}};
const schema76 = {"description":"A pattern as rsync understands it.","type":"string","pattern":"^/*[^/\\u0000][^\\u0000]*$","errorMessage":"must be an rsync pattern that names something"};
const schema69 = {"description":"The name of something that is declared in a manifest of its own.","type":"string","pattern":"\\S","errorMessage":"must be the name of something declared"};
const schema68 = {"description":"Where the data come from: a path of a Local or Ssh endpoint, a module of an rsync daemon, or several modules.","type":"object","required":["endpoint"],"additionalProperties":false,"properties":{"endpoint":{"$ref":"#/$defs/reference"},"module":{"description":"The daemon's module; for an RsyncDaemon only, and there always (this or `modules`).","$ref":"#/$defs/moduleName"},"path":{"$ref":"#/$defs/path"},"modules":{"description":"Names of modules with `*` and `?`: one mirror for each module that matches, in a directory of its name.","type":"array","minItems":1,"errorMessage":"must list at least one module name or pattern","items":{"$ref":"#/$defs/moduleName"}}},"dependentSchemas":{"modules":{"properties":{"module":false,"path":false}}}};
const schema70 = {"description":"Name of a module.","type":"string","pattern":"^(?!\\.{1,2}$)[^/\\u0000\\n\\r]+$","errorMessage":"must be the name of a module, without `/`"};
const schema71 = {"description":"Path below the endpoint's root (below the module, at a daemon). \"\" or \".\" is the root itself.","type":"string","pattern":"^(?!/)(?!([^\\u0000]*/)?\\.\\.(/|$))[^\\u0000]*$","errorMessage":"must be a path below the endpoint's root: relative, and without `..`"};
const pattern23 = new RegExp("\\S", "u");
const pattern24 = new RegExp("^(?!\\.{1,2}$)[^/\\u0000\\n\\r]+$", "u");
const pattern25 = new RegExp("^(?!/)(?!([^\\u0000]*/)?\\.\\.(/|$))[^\\u0000]*$", "u");

function validate33(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate33.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.endpoint === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "endpoint"},message:"must have required property '"+"endpoint"+"'",schema:schema68.required,parentSchema:schema68,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "endpoint") || (key0 === "module")) || (key0 === "path")) || (key0 === "modules"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema68,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.endpoint !== undefined){
let data0 = data.endpoint;
if(typeof data0 === "string"){
if(!pattern23.test(data0)){
const err2 = {instancePath:instancePath+"/endpoint",schemaPath:"#/$defs/reference/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema69,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/endpoint",schemaPath:"#/$defs/reference/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema69.type,parentSchema:schema69,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.module !== undefined){
let data1 = data.module;
if(typeof data1 === "string"){
if(!pattern24.test(data1)){
const err4 = {instancePath:instancePath+"/module",schemaPath:"#/$defs/moduleName/pattern",keyword:"pattern",params:{pattern: "^(?!\\.{1,2}$)[^/\\u0000\\n\\r]+$"},message:"must match pattern \""+"^(?!\\.{1,2}$)[^/\\u0000\\n\\r]+$"+"\"",schema:"^(?!\\.{1,2}$)[^/\\u0000\\n\\r]+$",parentSchema:schema70,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/module",schemaPath:"#/$defs/moduleName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema70.type,parentSchema:schema70,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.path !== undefined){
let data2 = data.path;
if(typeof data2 === "string"){
if(!pattern25.test(data2)){
const err6 = {instancePath:instancePath+"/path",schemaPath:"#/$defs/path/pattern",keyword:"pattern",params:{pattern: "^(?!/)(?!([^\\u0000]*/)?\\.\\.(/|$))[^\\u0000]*$"},message:"must match pattern \""+"^(?!/)(?!([^\\u0000]*/)?\\.\\.(/|$))[^\\u0000]*$"+"\"",schema:"^(?!/)(?!([^\\u0000]*/)?\\.\\.(/|$))[^\\u0000]*$",parentSchema:schema71,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/path",schemaPath:"#/$defs/path/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema71.type,parentSchema:schema71,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.modules !== undefined){
let data3 = data.modules;
if(Array.isArray(data3)){
if(data3.length < 1){
const err8 = {instancePath:instancePath+"/modules",schemaPath:"#/properties/modules/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema68.properties.modules,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
let data4 = data3[i0];
if(typeof data4 === "string"){
if(!pattern24.test(data4)){
const err9 = {instancePath:instancePath+"/modules/" + i0,schemaPath:"#/$defs/moduleName/pattern",keyword:"pattern",params:{pattern: "^(?!\\.{1,2}$)[^/\\u0000\\n\\r]+$"},message:"must match pattern \""+"^(?!\\.{1,2}$)[^/\\u0000\\n\\r]+$"+"\"",schema:"^(?!\\.{1,2}$)[^/\\u0000\\n\\r]+$",parentSchema:schema70,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/modules/" + i0,schemaPath:"#/$defs/moduleName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema70.type,parentSchema:schema70,data:data4};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath:instancePath+"/modules",schemaPath:"#/properties/modules/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema68.properties.modules.type,parentSchema:schema68.properties.modules,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.modules !== undefined){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.module !== undefined){
const err12 = {instancePath:instancePath+"/module",schemaPath:"#/dependentSchemas/modules/properties/module/false schema",keyword:"false schema",params:{},message:"boolean schema is false",schema:false,parentSchema:schema68.dependentSchemas.modules.properties.module,data:data.module};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(data.path !== undefined){
const err13 = {instancePath:instancePath+"/path",schemaPath:"#/dependentSchemas/modules/properties/path/false schema",keyword:"false schema",params:{},message:"boolean schema is false",schema:false,parentSchema:schema68.dependentSchemas.modules.properties.path,data:data.path};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
}
else {
const err14 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema68.type,parentSchema:schema68,data};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
validate33.errors = vErrors;
return errors === 0;
}
validate33.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema73 = {"description":"One replica.","type":"object","required":["endpoint","path"],"additionalProperties":false,"properties":{"endpoint":{"$ref":"#/$defs/reference"},"path":{"$ref":"#/$defs/path"},"from":{"description":"Another replica of this list that feeds this one: its endpoint, or `endpoint:path` where the endpoint holds several. Default: the source; where both ends are remote, the first Local replica.","type":"string","pattern":"^[a-z0-9][-a-z0-9]*(:[^\\u0000]*)?$","errorMessage":"must be `endpoint` or `endpoint:path` of another replica in this list"}}};
const pattern29 = new RegExp("^[a-z0-9][-a-z0-9]*(:[^\\u0000]*)?$", "u");

function validate35(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate35.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.endpoint === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "endpoint"},message:"must have required property '"+"endpoint"+"'",schema:schema73.required,parentSchema:schema73,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.path === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "path"},message:"must have required property '"+"path"+"'",schema:schema73.required,parentSchema:schema73,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "endpoint") || (key0 === "path")) || (key0 === "from"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema73,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.endpoint !== undefined){
let data0 = data.endpoint;
if(typeof data0 === "string"){
if(!pattern23.test(data0)){
const err3 = {instancePath:instancePath+"/endpoint",schemaPath:"#/$defs/reference/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema69,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/endpoint",schemaPath:"#/$defs/reference/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema69.type,parentSchema:schema69,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.path !== undefined){
let data1 = data.path;
if(typeof data1 === "string"){
if(!pattern25.test(data1)){
const err5 = {instancePath:instancePath+"/path",schemaPath:"#/$defs/path/pattern",keyword:"pattern",params:{pattern: "^(?!/)(?!([^\\u0000]*/)?\\.\\.(/|$))[^\\u0000]*$"},message:"must match pattern \""+"^(?!/)(?!([^\\u0000]*/)?\\.\\.(/|$))[^\\u0000]*$"+"\"",schema:"^(?!/)(?!([^\\u0000]*/)?\\.\\.(/|$))[^\\u0000]*$",parentSchema:schema71,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/path",schemaPath:"#/$defs/path/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema71.type,parentSchema:schema71,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.from !== undefined){
let data2 = data.from;
if(typeof data2 === "string"){
if(!pattern29.test(data2)){
const err7 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][-a-z0-9]*(:[^\\u0000]*)?$"},message:"must match pattern \""+"^[a-z0-9][-a-z0-9]*(:[^\\u0000]*)?$"+"\"",schema:"^[a-z0-9][-a-z0-9]*(:[^\\u0000]*)?$",parentSchema:schema73.properties.from,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema73.properties.from.type,parentSchema:schema73.properties.from,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
else {
const err9 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema73.type,parentSchema:schema73,data};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
validate35.errors = vErrors;
return errors === 0;
}
validate35.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema78 = {"description":"How much one plan may remove before a person must approve it. `none` switches one off.","type":"object","additionalProperties":false,"properties":{"percent":{"description":"Percent of the replica's files or bytes; 10 by default. Never holds fewer than 25 files.","oneOf":[{"type":"number","minimum":0,"maximum":100},{"const":"none"}],"errorMessage":"must be a number from 0 to 100, or none"},"files":{"description":"Number of files; 1000 by default.","oneOf":[{"type":"integer","minimum":0,"maximum":9007199254740991},{"const":"none"}],"errorMessage":"must be a whole number of files, or none"},"bytes":{"description":"Size with its unit, such as 500MiB; 100GiB by default.","$ref":"#/$defs/sizeOrNone"}}};
const schema79 = {"description":"A size with its unit, such as 500MiB or 10GB, or none.","type":"string","pattern":"^(none|[0-9]+(\\.[0-9]+)? ?(B|kB|KB|MB|GB|TB|PB|KiB|MiB|GiB|TiB|PiB))$","errorMessage":"must be a size with its unit, such as 500MiB or 10GB, or none"};
const pattern32 = new RegExp("^(none|[0-9]+(\\.[0-9]+)? ?(B|kB|KB|MB|GB|TB|PB|KiB|MiB|GiB|TiB|PiB))$", "u");

function validate37(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate37.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((key0 === "percent") || (key0 === "files")) || (key0 === "bytes"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema78,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.percent !== undefined){
let data0 = data.percent;
const _errs3 = errors;
let valid1 = false;
let passing0 = null;
const _errs4 = errors;
if((typeof data0 == "number") && (isFinite(data0))){
if(data0 > 100 || isNaN(data0)){
const err1 = {instancePath:instancePath+"/percent",schemaPath:"#/properties/percent/oneOf/0/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100},message:"must be <= 100",schema:100,parentSchema:schema78.properties.percent.oneOf[0],data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data0 < 0 || isNaN(data0)){
const err2 = {instancePath:instancePath+"/percent",schemaPath:"#/properties/percent/oneOf/0/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema78.properties.percent.oneOf[0],data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/percent",schemaPath:"#/properties/percent/oneOf/0/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema78.properties.percent.oneOf[0].type,parentSchema:schema78.properties.percent.oneOf[0],data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
var _valid0 = _errs4 === errors;
if(_valid0){
valid1 = true;
passing0 = 0;
}
const _errs6 = errors;
if("none" !== data0){
const err4 = {instancePath:instancePath+"/percent",schemaPath:"#/properties/percent/oneOf/1/const",keyword:"const",params:{allowedValue: "none"},message:"must be equal to constant",schema:"none",parentSchema:schema78.properties.percent.oneOf[1],data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
var _valid0 = _errs6 === errors;
if(_valid0 && valid1){
valid1 = false;
passing0 = [passing0, 1];
}
else {
if(_valid0){
valid1 = true;
passing0 = 1;
}
}
if(!valid1){
const err5 = {instancePath:instancePath+"/percent",schemaPath:"#/properties/percent/oneOf",keyword:"oneOf",params:{passingSchemas: passing0},message:"must match exactly one schema in oneOf",schema:schema78.properties.percent.oneOf,parentSchema:schema78.properties.percent,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
else {
errors = _errs3;
if(vErrors !== null){
if(_errs3){
vErrors.length = _errs3;
}
else {
vErrors = null;
}
}
}
}
if(data.files !== undefined){
let data1 = data.files;
const _errs8 = errors;
let valid2 = false;
let passing1 = null;
const _errs9 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
const err6 = {instancePath:instancePath+"/files",schemaPath:"#/properties/files/oneOf/0/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema78.properties.files.oneOf[0].type,parentSchema:schema78.properties.files.oneOf[0],data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 9007199254740991 || isNaN(data1)){
const err7 = {instancePath:instancePath+"/files",schemaPath:"#/properties/files/oneOf/0/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991",schema:9007199254740991,parentSchema:schema78.properties.files.oneOf[0],data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data1 < 0 || isNaN(data1)){
const err8 = {instancePath:instancePath+"/files",schemaPath:"#/properties/files/oneOf/0/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema78.properties.files.oneOf[0],data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
var _valid1 = _errs9 === errors;
if(_valid1){
valid2 = true;
passing1 = 0;
}
const _errs11 = errors;
if("none" !== data1){
const err9 = {instancePath:instancePath+"/files",schemaPath:"#/properties/files/oneOf/1/const",keyword:"const",params:{allowedValue: "none"},message:"must be equal to constant",schema:"none",parentSchema:schema78.properties.files.oneOf[1],data:data1};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
var _valid1 = _errs11 === errors;
if(_valid1 && valid2){
valid2 = false;
passing1 = [passing1, 1];
}
else {
if(_valid1){
valid2 = true;
passing1 = 1;
}
}
if(!valid2){
const err10 = {instancePath:instancePath+"/files",schemaPath:"#/properties/files/oneOf",keyword:"oneOf",params:{passingSchemas: passing1},message:"must match exactly one schema in oneOf",schema:schema78.properties.files.oneOf,parentSchema:schema78.properties.files,data:data1};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
else {
errors = _errs8;
if(vErrors !== null){
if(_errs8){
vErrors.length = _errs8;
}
else {
vErrors = null;
}
}
}
}
if(data.bytes !== undefined){
let data2 = data.bytes;
if(typeof data2 === "string"){
if(!pattern32.test(data2)){
const err11 = {instancePath:instancePath+"/bytes",schemaPath:"#/$defs/sizeOrNone/pattern",keyword:"pattern",params:{pattern: "^(none|[0-9]+(\\.[0-9]+)? ?(B|kB|KB|MB|GB|TB|PB|KiB|MiB|GiB|TiB|PiB))$"},message:"must match pattern \""+"^(none|[0-9]+(\\.[0-9]+)? ?(B|kB|KB|MB|GB|TB|PB|KiB|MiB|GiB|TiB|PiB))$"+"\"",schema:"^(none|[0-9]+(\\.[0-9]+)? ?(B|kB|KB|MB|GB|TB|PB|KiB|MiB|GiB|TiB|PiB))$",parentSchema:schema79,data:data2};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/bytes",schemaPath:"#/$defs/sizeOrNone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema79.type,parentSchema:schema79,data:data2};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema78.type,parentSchema:schema78,data};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
validate37.errors = vErrors;
return errors === 0;
}
validate37.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema80 = {"description":"When what was proven once is read again.","type":"object","additionalProperties":false,"properties":{"every":{"description":"A proof older than this is due to be made anew; 30d by default.","$ref":"#/$defs/duration"},"budget":{"description":"How much re-checks may read of one replica in 24 hours; 500GiB by default, `none` for no limit.","$ref":"#/$defs/sizeOrNone"},"for":{"description":"How long one re-check may take; `none` (the default) for no limit. What is not reached is read by the next one.","$ref":"#/$defs/durationOrNone"},"source":{"description":"Whether the source is read again too, so that its own decay is found; false by default. Not at an RsyncDaemon.","type":"boolean"}}};
const schema81 = {"description":"A duration with its unit, such as 30s, 5m, 1h30m, 7d.","type":"string","pattern":"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$","errorMessage":"must be a duration with its unit, such as 30s, 5m, 1h30m or 7d"};
const schema83 = {"description":"A duration with its unit, such as 30s, 5m, 1h30m, 7d, or none.","type":"string","pattern":"^(none|(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?)$","errorMessage":"must be a duration with its unit, such as 30s, 5m, 1h30m or 7d, or none"};
const pattern35 = new RegExp("^(none|(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?)$", "u");

function validate39(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate39.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((key0 === "every") || (key0 === "budget")) || (key0 === "for")) || (key0 === "source"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema80,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.every !== undefined){
let data0 = data.every;
if(typeof data0 === "string"){
if(!pattern6.test(data0)){
const err1 = {instancePath:instancePath+"/every",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"},message:"must match pattern \""+"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"+"\"",schema:"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",parentSchema:schema81,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/every",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema81.type,parentSchema:schema81,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.budget !== undefined){
let data1 = data.budget;
if(typeof data1 === "string"){
if(!pattern32.test(data1)){
const err3 = {instancePath:instancePath+"/budget",schemaPath:"#/$defs/sizeOrNone/pattern",keyword:"pattern",params:{pattern: "^(none|[0-9]+(\\.[0-9]+)? ?(B|kB|KB|MB|GB|TB|PB|KiB|MiB|GiB|TiB|PiB))$"},message:"must match pattern \""+"^(none|[0-9]+(\\.[0-9]+)? ?(B|kB|KB|MB|GB|TB|PB|KiB|MiB|GiB|TiB|PiB))$"+"\"",schema:"^(none|[0-9]+(\\.[0-9]+)? ?(B|kB|KB|MB|GB|TB|PB|KiB|MiB|GiB|TiB|PiB))$",parentSchema:schema79,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/budget",schemaPath:"#/$defs/sizeOrNone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema79.type,parentSchema:schema79,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.for !== undefined){
let data2 = data.for;
if(typeof data2 === "string"){
if(!pattern35.test(data2)){
const err5 = {instancePath:instancePath+"/for",schemaPath:"#/$defs/durationOrNone/pattern",keyword:"pattern",params:{pattern: "^(none|(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?)$"},message:"must match pattern \""+"^(none|(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?)$"+"\"",schema:"^(none|(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?)$",parentSchema:schema83,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/for",schemaPath:"#/$defs/durationOrNone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema83.type,parentSchema:schema83,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.source !== undefined){
let data3 = data.source;
if(typeof data3 !== "boolean"){
const err7 = {instancePath:instancePath+"/source",schemaPath:"#/properties/source/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema80.properties.source.type,parentSchema:schema80.properties.source,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema80.type,parentSchema:schema80,data};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
validate39.errors = vErrors;
return errors === 0;
}
validate39.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema84 = {"description":"What becomes of the trash of a replica.","type":"object","additionalProperties":false,"properties":{"keep":{"description":"How long what was moved to the trash is kept there; 30d by default.","$ref":"#/$defs/duration"}}};

function validate41(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate41.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(key0 === "keep")){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema84,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.keep !== undefined){
let data0 = data.keep;
if(typeof data0 === "string"){
if(!pattern6.test(data0)){
const err1 = {instancePath:instancePath+"/keep",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"},message:"must match pattern \""+"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"+"\"",schema:"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",parentSchema:schema81,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/keep",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema81.type,parentSchema:schema81,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
}
else {
const err3 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema84.type,parentSchema:schema84,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
validate41.errors = vErrors;
return errors === 0;
}
validate41.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema86 = {"description":"When it is due: `every` so often, or at the times of a `cron` expression.","type":"object","additionalProperties":false,"properties":{"every":{"$ref":"#/$defs/duration"},"cron":{"description":"Five fields: minute, hour, day of month, month, day of week.","type":"string","errorMessage":"must be a cron expression of five fields, such as \"0 * * * *\""},"timezone":{"description":"Time zone of the cron expression, such as Europe/Vienna; by default the host's.","type":"string","errorMessage":"must be the name of a time zone, such as Europe/Vienna"}},"if":{"required":["cron"]},"then":{"properties":{"every":false}},"else":{"required":["every"]}};

function validate43(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate43.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs1 = errors;
let valid0 = true;
const _errs2 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.cron === undefined) && (missing0 = "cron")){
const err0 = {};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var _valid0 = _errs2 === errors;
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
let ifClause0;
if(_valid0){
const _errs3 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.every !== undefined){
const err1 = {instancePath:instancePath+"/every",schemaPath:"#/then/properties/every/false schema",keyword:"false schema",params:{},message:"boolean schema is false",schema:false,parentSchema:schema86.then.properties.every,data:data.every};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
var _valid0 = _errs3 === errors;
valid0 = _valid0;
if(valid0){
var props0 = {};
props0.every = true;
}
ifClause0 = "then";
}
else {
const _errs4 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.every === undefined){
const err2 = {instancePath,schemaPath:"#/else/required",keyword:"required",params:{missingProperty: "every"},message:"must have required property '"+"every"+"'",schema:schema86.else.required,parentSchema:schema86.else,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
var _valid0 = _errs4 === errors;
valid0 = _valid0;
ifClause0 = "else";
}
if(!valid0){
const err3 = {instancePath,schemaPath:"#/if",keyword:"if",params:{failingKeyword: ifClause0},message:"must match \""+ifClause0+"\" schema",schema:schema86.if,parentSchema:schema86,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((key0 === "every") || (key0 === "cron")) || (key0 === "timezone"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema86,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.every !== undefined){
let data1 = data.every;
if(typeof data1 === "string"){
if(!pattern6.test(data1)){
const err5 = {instancePath:instancePath+"/every",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"},message:"must match pattern \""+"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"+"\"",schema:"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",parentSchema:schema81,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/every",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema81.type,parentSchema:schema81,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.cron !== undefined){
let data2 = data.cron;
if(typeof data2 !== "string"){
const err7 = {instancePath:instancePath+"/cron",schemaPath:"#/properties/cron/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema86.properties.cron.type,parentSchema:schema86.properties.cron,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.timezone !== undefined){
let data3 = data.timezone;
if(typeof data3 !== "string"){
const err8 = {instancePath:instancePath+"/timezone",schemaPath:"#/properties/timezone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema86.properties.timezone.type,parentSchema:schema86.properties.timezone,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
else {
const err9 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema86.type,parentSchema:schema86,data};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
validate43.errors = vErrors;
return errors === 0;
}
validate43.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema89 = {"description":"A channel with the events that it is told of.","type":"object","required":["channel"],"additionalProperties":false,"properties":{"channel":{"$ref":"#/$defs/reference"},"on":{"description":"Events; Problem and Recovered by default.","type":"array","minItems":1,"errorMessage":"must list at least one event","items":{"enum":["NewRun","RunComplete","DumpShipped","Problem","Recovered","Offline","LoginNeeded","Held","Corrupt","ManifestsInvalid"]}}}};

function validate45(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate45.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.channel === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "channel"},message:"must have required property '"+"channel"+"'",schema:schema89.required,parentSchema:schema89,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((key0 === "channel") || (key0 === "on"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema89,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.channel !== undefined){
let data0 = data.channel;
if(typeof data0 === "string"){
if(!pattern23.test(data0)){
const err2 = {instancePath:instancePath+"/channel",schemaPath:"#/$defs/reference/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema69,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/channel",schemaPath:"#/$defs/reference/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema69.type,parentSchema:schema69,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.on !== undefined){
let data1 = data.on;
if(Array.isArray(data1)){
if(data1.length < 1){
const err4 = {instancePath:instancePath+"/on",schemaPath:"#/properties/on/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema89.properties.on,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
if(!((((((((((data2 === "NewRun") || (data2 === "RunComplete")) || (data2 === "DumpShipped")) || (data2 === "Problem")) || (data2 === "Recovered")) || (data2 === "Offline")) || (data2 === "LoginNeeded")) || (data2 === "Held")) || (data2 === "Corrupt")) || (data2 === "ManifestsInvalid"))){
const err5 = {instancePath:instancePath+"/on/" + i0,schemaPath:"#/properties/on/items/enum",keyword:"enum",params:{allowedValues: schema89.properties.on.items.enum},message:"must be equal to one of the allowed values",schema:schema89.properties.on.items.enum,parentSchema:schema89.properties.on.items,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath:instancePath+"/on",schemaPath:"#/properties/on/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema89.properties.on.type,parentSchema:schema89.properties.on,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema89.type,parentSchema:schema89,data};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
validate45.errors = vErrors;
return errors === 0;
}
validate45.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const pattern30 = new RegExp("^/*[^/\\u0000][^\\u0000]*$", "u");

function validate32(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate32.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.source === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "source"},message:"must have required property '"+"source"+"'",schema:schema67.required,parentSchema:schema67,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.replicas === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "replicas"},message:"must have required property '"+"replicas"+"'",schema:schema67.required,parentSchema:schema67,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema67.properties, key0))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema67,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.source !== undefined){
if(!(validate33(data.source, {instancePath:instancePath+"/source",parentData:data,parentDataProperty:"source",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate33.errors : vErrors.concat(validate33.errors);
errors = vErrors.length;
}
}
if(data.replicas !== undefined){
let data1 = data.replicas;
if(Array.isArray(data1)){
if(data1.length < 1){
const err3 = {instancePath:instancePath+"/replicas",schemaPath:"#/properties/replicas/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema67.properties.replicas,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
if(!(validate35(data1[i0], {instancePath:instancePath+"/replicas/" + i0,parentData:data1,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate35.errors : vErrors.concat(validate35.errors);
errors = vErrors.length;
}
}
}
else {
const err4 = {instancePath:instancePath+"/replicas",schemaPath:"#/properties/replicas/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema67.properties.replicas.type,parentSchema:schema67.properties.replicas,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.exclude !== undefined){
let data3 = data.exclude;
if(Array.isArray(data3)){
const len1 = data3.length;
for(let i1=0; i1<len1; i1++){
let data4 = data3[i1];
if(typeof data4 === "string"){
if(!pattern30.test(data4)){
const err5 = {instancePath:instancePath+"/exclude/" + i1,schemaPath:"#/$defs/pattern/pattern",keyword:"pattern",params:{pattern: "^/*[^/\\u0000][^\\u0000]*$"},message:"must match pattern \""+"^/*[^/\\u0000][^\\u0000]*$"+"\"",schema:"^/*[^/\\u0000][^\\u0000]*$",parentSchema:schema76,data:data4};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/exclude/" + i1,schemaPath:"#/$defs/pattern/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema76.type,parentSchema:schema76,data:data4};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath:instancePath+"/exclude",schemaPath:"#/properties/exclude/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema67.properties.exclude.type,parentSchema:schema67.properties.exclude,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.include !== undefined){
let data5 = data.include;
if(Array.isArray(data5)){
const len2 = data5.length;
for(let i2=0; i2<len2; i2++){
let data6 = data5[i2];
if(typeof data6 === "string"){
if(!pattern30.test(data6)){
const err8 = {instancePath:instancePath+"/include/" + i2,schemaPath:"#/$defs/pattern/pattern",keyword:"pattern",params:{pattern: "^/*[^/\\u0000][^\\u0000]*$"},message:"must match pattern \""+"^/*[^/\\u0000][^\\u0000]*$"+"\"",schema:"^/*[^/\\u0000][^\\u0000]*$",parentSchema:schema76,data:data6};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/include/" + i2,schemaPath:"#/$defs/pattern/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema76.type,parentSchema:schema76,data:data6};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
else {
const err10 = {instancePath:instancePath+"/include",schemaPath:"#/properties/include/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema67.properties.include.type,parentSchema:schema67.properties.include,data:data5};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.extraneous !== undefined){
let data7 = data.extraneous;
if(!(((data7 === "Keep") || (data7 === "Trash")) || (data7 === "Delete"))){
const err11 = {instancePath:instancePath+"/extraneous",schemaPath:"#/properties/extraneous/enum",keyword:"enum",params:{allowedValues: schema67.properties.extraneous.enum},message:"must be equal to one of the allowed values",schema:schema67.properties.extraneous.enum,parentSchema:schema67.properties.extraneous,data:data7};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.ceilings !== undefined){
if(!(validate37(data.ceilings, {instancePath:instancePath+"/ceilings",parentData:data,parentDataProperty:"ceilings",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate37.errors : vErrors.concat(validate37.errors);
errors = vErrors.length;
}
}
if(data.digest !== undefined){
let data9 = data.digest;
if(!(((data9 === "md5") || (data9 === "sha256")) || (data9 === "xxh128"))){
const err12 = {instancePath:instancePath+"/digest",schemaPath:"#/properties/digest/enum",keyword:"enum",params:{allowedValues: schema67.properties.digest.enum},message:"must be equal to one of the allowed values",schema:schema67.properties.digest.enum,parentSchema:schema67.properties.digest,data:data9};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.verify !== undefined){
if(!(validate39(data.verify, {instancePath:instancePath+"/verify",parentData:data,parentDataProperty:"verify",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate39.errors : vErrors.concat(validate39.errors);
errors = vErrors.length;
}
}
if(data.trash !== undefined){
if(!(validate41(data.trash, {instancePath:instancePath+"/trash",parentData:data,parentDataProperty:"trash",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
errors = vErrors.length;
}
}
if(data.schedule !== undefined){
if(!(validate43(data.schedule, {instancePath:instancePath+"/schedule",parentData:data,parentDataProperty:"schedule",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate43.errors : vErrors.concat(validate43.errors);
errors = vErrors.length;
}
}
if(data.notify !== undefined){
let data13 = data.notify;
if(Array.isArray(data13)){
const len3 = data13.length;
for(let i3=0; i3<len3; i3++){
let data14 = data13[i3];
const _errs25 = errors;
let valid11 = false;
let passing0 = null;
const _errs26 = errors;
if(typeof data14 === "string"){
if(!pattern23.test(data14)){
const err13 = {instancePath:instancePath+"/notify/" + i3,schemaPath:"#/$defs/reference/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema69,data:data14};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/notify/" + i3,schemaPath:"#/$defs/reference/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema69.type,parentSchema:schema69,data:data14};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
var _valid0 = _errs26 === errors;
if(_valid0){
valid11 = true;
passing0 = 0;
}
const _errs29 = errors;
if(!(validate45(data14, {instancePath:instancePath+"/notify/" + i3,parentData:data13,parentDataProperty:i3,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate45.errors : vErrors.concat(validate45.errors);
errors = vErrors.length;
}
var _valid0 = _errs29 === errors;
if(_valid0 && valid11){
valid11 = false;
passing0 = [passing0, 1];
}
else {
if(_valid0){
valid11 = true;
passing0 = 1;
}
}
if(!valid11){
const err15 = {instancePath:instancePath+"/notify/" + i3,schemaPath:"#/properties/notify/items/oneOf",keyword:"oneOf",params:{passingSchemas: passing0},message:"must match exactly one schema in oneOf",schema:schema67.properties.notify.items.oneOf,parentSchema:schema67.properties.notify.items,data:data14};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
else {
errors = _errs25;
if(vErrors !== null){
if(_errs25){
vErrors.length = _errs25;
}
else {
vErrors = null;
}
}
}
}
}
else {
const err16 = {instancePath:instancePath+"/notify",schemaPath:"#/properties/notify/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema67.properties.notify.type,parentSchema:schema67.properties.notify,data:data13};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema67.type,parentSchema:schema67,data};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
validate32.errors = vErrors;
return errors === 0;
}
validate32.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate29(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="pool-mirror.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate29.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"},message:"must have required property '"+"apiVersion"+"'",schema:schema62.required,parentSchema:schema62,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema62.required,parentSchema:schema62,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.metadata === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "metadata"},message:"must have required property '"+"metadata"+"'",schema:schema62.required,parentSchema:schema62,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.spec === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"},message:"must have required property '"+"spec"+"'",schema:schema62.required,parentSchema:schema62,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema62,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if("replicas/v1" !== data0){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/$defs/apiVersion/const",keyword:"const",params:{allowedValue: "replicas/v1"},message:"must be equal to constant",schema:"replicas/v1",parentSchema:schema63,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.kind !== undefined){
let data1 = data.kind;
if("PoolMirror" !== data1){
const err6 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "PoolMirror"},message:"must be equal to constant",schema:"PoolMirror",parentSchema:schema62.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.metadata !== undefined){
if(!(validate30(data.metadata, {instancePath:instancePath+"/metadata",parentData:data,parentDataProperty:"metadata",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate30.errors : vErrors.concat(validate30.errors);
errors = vErrors.length;
}
}
if(data.spec !== undefined){
if(!(validate32(data.spec, {instancePath:instancePath+"/spec",parentData:data,parentDataProperty:"spec",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate32.errors : vErrors.concat(validate32.errors);
errors = vErrors.length;
}
}
}
else {
const err7 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema62.type,parentSchema:schema62,data};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
validate29.errors = vErrors;
return errors === 0;
}
validate29.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const validateNotificationChannel = validate48;
const schema91 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"notification-channel.schema.json","description":"A way to tell people of problems and news.","type":"object","required":["apiVersion","kind","metadata","spec"],"additionalProperties":false,"properties":{"apiVersion":{"$ref":"#/$defs/apiVersion"},"kind":{"description":"What is declared here: a channel.","const":"NotificationChannel"},"metadata":{"$ref":"#/$defs/metadata"},"spec":{"description":"How people are told; `type` decides which other fields there are.","type":"object","required":["type"],"discriminator":{"propertyName":"type"},"oneOf":[{"$ref":"#/$defs/emailSpec"},{"$ref":"#/$defs/requestTrackerSpec"}]}},"$defs":{"emailSpec":{"description":"Mail through an SMTP server.","type":"object","required":["type","smtp","from","to"],"additionalProperties":false,"properties":{"type":{"description":"Mail through an SMTP server.","const":"Email"},"smtp":{"$ref":"#/$defs/smtp"},"from":{"$ref":"#/$defs/address"},"to":{"description":"Who gets the mail.","type":"array","minItems":1,"errorMessage":"must list at least one mail address","items":{"$ref":"#/$defs/address"}},"grace":{"description":"A problem that is gone before that is not sent; 5m by default.","$ref":"#/$defs/duration"},"repeat":{"description":"How often a lasting problem is sent again; 24h by default.","$ref":"#/$defs/duration"}}},"smtp":{"description":"The server that takes the mail.","type":"object","required":["host","port"],"additionalProperties":false,"properties":{"host":{"$ref":"#/$defs/host"},"port":{"$ref":"#/$defs/port"},"user":{"$ref":"#/$defs/user"},"passwordFile":{"description":"File that holds the password and nothing else. Readable by its owner alone.","$ref":"#/$defs/fileName"},"tls":{"description":"True: TLS from the first byte (port 465).","type":"boolean","errorMessage":"must be true or false"}}},"requestTrackerSpec":{"description":"Tickets in Request Tracker.","type":"object","required":["type","url","tokenFile","queue","subject"],"additionalProperties":false,"properties":{"type":{"description":"Tickets in Request Tracker.","const":"RequestTracker"},"url":{"description":"Address of the tracker.","type":"string","pattern":"^https?://[^\\s@]+$","errorMessage":"must be an address that begins with https:// (or http://), without a password in it"},"tokenFile":{"description":"File that holds the token and nothing else. Readable by its owner alone.","$ref":"#/$defs/fileName"},"queue":{"description":"Queue for new tickets.","$ref":"#/$defs/words"},"subject":{"description":"Subject of the tickets.","$ref":"#/$defs/words"},"grace":{"description":"A problem that is gone before that is not sent; 5m by default.","$ref":"#/$defs/duration"},"repeat":{"description":"How often a lasting problem is sent again; 24h by default.","$ref":"#/$defs/duration"}}},"address":{"description":"A mail address.","type":"string","pattern":"^[^\\s@]+@[^\\s@]+$","errorMessage":"must be a mail address"},"words":{"description":"Some text.","type":"string","pattern":"\\S","errorMessage":"must be some text"},"host":{"description":"Name or address of the host.","type":"string","pattern":"^[A-Za-z0-9_:.\\[\\]%][A-Za-z0-9_:.\\[\\]%-]{0,254}$","errorMessage":"must be the name or address of a host, without user, port or scheme"},"user":{"description":"Login name at the host or the daemon.","type":"string","pattern":"^[^\\s\\u0000@:/-][^\\s\\u0000@:/]{0,254}$","errorMessage":"must be a login name"},"port":{"description":"TCP port.","type":"integer","minimum":1,"maximum":65535,"errorMessage":"must be a port number from 1 to 65535"},"fileName":{"description":"A file: absolute, or relative to the directory of this manifest.","type":"string","pattern":"^[^~\\u0000][^\\u0000]*$","errorMessage":"must be a file name, absolute or relative to this manifest (`~` is not expanded)"},"duration":{"description":"A duration with its unit, such as 30s, 5m, 1h30m, 7d.","type":"string","pattern":"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$","errorMessage":"must be a duration with its unit, such as 30s, 5m, 1h30m or 7d"},"apiVersion":{"description":"Version of this form of manifests.","const":"replicas/v1"},"metadata":{"description":"How this is called.","type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"description":"Name, unique among its kind: at most 63 lower-case letters, digits and inner hyphens (a DNS label).","type":"string","pattern":"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$","errorMessage":"must be a DNS label: at most 63 lower-case letters, digits and inner hyphens"},"labels":{"description":"Words to select by: `reconcile -l key=value`.","$ref":"#/$defs/texts"},"annotations":{"description":"Notes for people and other programs; not acted upon.","$ref":"#/$defs/texts"}}},"texts":{"description":"Keys with a text each.","type":"object","additionalProperties":{"type":"string","errorMessage":"must be text (put it in quotes)"}}}};
const schema92 = {"description":"Version of this form of manifests.","const":"replicas/v1"};
const schema93 = {"description":"How this is called.","type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"description":"Name, unique among its kind: at most 63 lower-case letters, digits and inner hyphens (a DNS label).","type":"string","pattern":"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$","errorMessage":"must be a DNS label: at most 63 lower-case letters, digits and inner hyphens"},"labels":{"description":"Words to select by: `reconcile -l key=value`.","$ref":"#/$defs/texts"},"annotations":{"description":"Notes for people and other programs; not acted upon.","$ref":"#/$defs/texts"}}};
const schema94 = {"description":"Keys with a text each.","type":"object","additionalProperties":{"type":"string","errorMessage":"must be text (put it in quotes)"}};

function validate49(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate49.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema93.required,parentSchema:schema93,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "name") || (key0 === "labels")) || (key0 === "annotations"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema93,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!pattern4.test(data0)){
const err2 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",parentSchema:schema93.properties.name,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema93.properties.name.type,parentSchema:schema93.properties.name,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.labels !== undefined){
let data1 = data.labels;
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
for(const key1 in data1){
let data2 = data1[key1];
if(typeof data2 !== "string"){
const err4 = {instancePath:instancePath+"/labels/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/texts/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema94.additionalProperties.type,parentSchema:schema94.additionalProperties,data:data2};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath:instancePath+"/labels",schemaPath:"#/$defs/texts/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema94.type,parentSchema:schema94,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.annotations !== undefined){
let data3 = data.annotations;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
for(const key2 in data3){
let data4 = data3[key2];
if(typeof data4 !== "string"){
const err6 = {instancePath:instancePath+"/annotations/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/texts/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema94.additionalProperties.type,parentSchema:schema94.additionalProperties,data:data4};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath:instancePath+"/annotations",schemaPath:"#/$defs/texts/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema94.type,parentSchema:schema94,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema93.type,parentSchema:schema93,data};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
validate49.errors = vErrors;
return errors === 0;
}
validate49.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema96 = {"description":"Mail through an SMTP server.","type":"object","required":["type","smtp","from","to"],"additionalProperties":false,"properties":{"type":{"description":"Mail through an SMTP server.","const":"Email"},"smtp":{"$ref":"#/$defs/smtp"},"from":{"$ref":"#/$defs/address"},"to":{"description":"Who gets the mail.","type":"array","minItems":1,"errorMessage":"must list at least one mail address","items":{"$ref":"#/$defs/address"}},"grace":{"description":"A problem that is gone before that is not sent; 5m by default.","$ref":"#/$defs/duration"},"repeat":{"description":"How often a lasting problem is sent again; 24h by default.","$ref":"#/$defs/duration"}}};
const schema102 = {"description":"A mail address.","type":"string","pattern":"^[^\\s@]+@[^\\s@]+$","errorMessage":"must be a mail address"};
const schema104 = {"description":"A duration with its unit, such as 30s, 5m, 1h30m, 7d.","type":"string","pattern":"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$","errorMessage":"must be a duration with its unit, such as 30s, 5m, 1h30m or 7d"};
const schema97 = {"description":"The server that takes the mail.","type":"object","required":["host","port"],"additionalProperties":false,"properties":{"host":{"$ref":"#/$defs/host"},"port":{"$ref":"#/$defs/port"},"user":{"$ref":"#/$defs/user"},"passwordFile":{"description":"File that holds the password and nothing else. Readable by its owner alone.","$ref":"#/$defs/fileName"},"tls":{"description":"True: TLS from the first byte (port 465).","type":"boolean","errorMessage":"must be true or false"}}};
const schema98 = {"description":"Name or address of the host.","type":"string","pattern":"^[A-Za-z0-9_:.\\[\\]%][A-Za-z0-9_:.\\[\\]%-]{0,254}$","errorMessage":"must be the name or address of a host, without user, port or scheme"};
const schema99 = {"description":"TCP port.","type":"integer","minimum":1,"maximum":65535,"errorMessage":"must be a port number from 1 to 65535"};
const schema100 = {"description":"Login name at the host or the daemon.","type":"string","pattern":"^[^\\s\\u0000@:/-][^\\s\\u0000@:/]{0,254}$","errorMessage":"must be a login name"};
const schema101 = {"description":"A file: absolute, or relative to the directory of this manifest.","type":"string","pattern":"^[^~\\u0000][^\\u0000]*$","errorMessage":"must be a file name, absolute or relative to this manifest (`~` is not expanded)"};

function validate52(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate52.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.host === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "host"},message:"must have required property '"+"host"+"'",schema:schema97.required,parentSchema:schema97,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.port === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "port"},message:"must have required property '"+"port"+"'",schema:schema97.required,parentSchema:schema97,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(((((key0 === "host") || (key0 === "port")) || (key0 === "user")) || (key0 === "passwordFile")) || (key0 === "tls"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema97,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.host !== undefined){
let data0 = data.host;
if(typeof data0 === "string"){
if(!pattern9.test(data0)){
const err3 = {instancePath:instancePath+"/host",schemaPath:"#/$defs/host/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_:.\\[\\]%][A-Za-z0-9_:.\\[\\]%-]{0,254}$"},message:"must match pattern \""+"^[A-Za-z0-9_:.\\[\\]%][A-Za-z0-9_:.\\[\\]%-]{0,254}$"+"\"",schema:"^[A-Za-z0-9_:.\\[\\]%][A-Za-z0-9_:.\\[\\]%-]{0,254}$",parentSchema:schema98,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/host",schemaPath:"#/$defs/host/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema98.type,parentSchema:schema98,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.port !== undefined){
let data1 = data.port;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
const err5 = {instancePath:instancePath+"/port",schemaPath:"#/$defs/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema99.type,parentSchema:schema99,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 65535 || isNaN(data1)){
const err6 = {instancePath:instancePath+"/port",schemaPath:"#/$defs/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema99,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data1 < 1 || isNaN(data1)){
const err7 = {instancePath:instancePath+"/port",schemaPath:"#/$defs/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema99,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
if(data.user !== undefined){
let data2 = data.user;
if(typeof data2 === "string"){
if(!pattern10.test(data2)){
const err8 = {instancePath:instancePath+"/user",schemaPath:"#/$defs/user/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\u0000@:/-][^\\s\\u0000@:/]{0,254}$"},message:"must match pattern \""+"^[^\\s\\u0000@:/-][^\\s\\u0000@:/]{0,254}$"+"\"",schema:"^[^\\s\\u0000@:/-][^\\s\\u0000@:/]{0,254}$",parentSchema:schema100,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/user",schemaPath:"#/$defs/user/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema100.type,parentSchema:schema100,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.passwordFile !== undefined){
let data3 = data.passwordFile;
if(typeof data3 === "string"){
if(!pattern11.test(data3)){
const err10 = {instancePath:instancePath+"/passwordFile",schemaPath:"#/$defs/fileName/pattern",keyword:"pattern",params:{pattern: "^[^~\\u0000][^\\u0000]*$"},message:"must match pattern \""+"^[^~\\u0000][^\\u0000]*$"+"\"",schema:"^[^~\\u0000][^\\u0000]*$",parentSchema:schema101,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/passwordFile",schemaPath:"#/$defs/fileName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema101.type,parentSchema:schema101,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.tls !== undefined){
let data4 = data.tls;
if(typeof data4 !== "boolean"){
const err12 = {instancePath:instancePath+"/tls",schemaPath:"#/properties/tls/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema97.properties.tls.type,parentSchema:schema97.properties.tls,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema97.type,parentSchema:schema97,data};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
validate52.errors = vErrors;
return errors === 0;
}
validate52.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const pattern44 = new RegExp("^[^\\s@]+@[^\\s@]+$", "u");

function validate51(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate51.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.type === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema96.required,parentSchema:schema96,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.smtp === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "smtp"},message:"must have required property '"+"smtp"+"'",schema:schema96.required,parentSchema:schema96,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.from === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "from"},message:"must have required property '"+"from"+"'",schema:schema96.required,parentSchema:schema96,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.to === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "to"},message:"must have required property '"+"to"+"'",schema:schema96.required,parentSchema:schema96,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((((key0 === "type") || (key0 === "smtp")) || (key0 === "from")) || (key0 === "to")) || (key0 === "grace")) || (key0 === "repeat"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema96,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.type !== undefined){
let data0 = data.type;
if("Email" !== data0){
const err5 = {instancePath:instancePath+"/type",schemaPath:"#/properties/type/const",keyword:"const",params:{allowedValue: "Email"},message:"must be equal to constant",schema:"Email",parentSchema:schema96.properties.type,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.smtp !== undefined){
if(!(validate52(data.smtp, {instancePath:instancePath+"/smtp",parentData:data,parentDataProperty:"smtp",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate52.errors : vErrors.concat(validate52.errors);
errors = vErrors.length;
}
}
if(data.from !== undefined){
let data2 = data.from;
if(typeof data2 === "string"){
if(!pattern44.test(data2)){
const err6 = {instancePath:instancePath+"/from",schemaPath:"#/$defs/address/pattern",keyword:"pattern",params:{pattern: "^[^\\s@]+@[^\\s@]+$"},message:"must match pattern \""+"^[^\\s@]+@[^\\s@]+$"+"\"",schema:"^[^\\s@]+@[^\\s@]+$",parentSchema:schema102,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/from",schemaPath:"#/$defs/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema102.type,parentSchema:schema102,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.to !== undefined){
let data3 = data.to;
if(Array.isArray(data3)){
if(data3.length < 1){
const err8 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema96.properties.to,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
let data4 = data3[i0];
if(typeof data4 === "string"){
if(!pattern44.test(data4)){
const err9 = {instancePath:instancePath+"/to/" + i0,schemaPath:"#/$defs/address/pattern",keyword:"pattern",params:{pattern: "^[^\\s@]+@[^\\s@]+$"},message:"must match pattern \""+"^[^\\s@]+@[^\\s@]+$"+"\"",schema:"^[^\\s@]+@[^\\s@]+$",parentSchema:schema102,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/to/" + i0,schemaPath:"#/$defs/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema102.type,parentSchema:schema102,data:data4};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema96.properties.to.type,parentSchema:schema96.properties.to,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.grace !== undefined){
let data5 = data.grace;
if(typeof data5 === "string"){
if(!pattern6.test(data5)){
const err12 = {instancePath:instancePath+"/grace",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"},message:"must match pattern \""+"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"+"\"",schema:"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",parentSchema:schema104,data:data5};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/grace",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema104.type,parentSchema:schema104,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.repeat !== undefined){
let data6 = data.repeat;
if(typeof data6 === "string"){
if(!pattern6.test(data6)){
const err14 = {instancePath:instancePath+"/repeat",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"},message:"must match pattern \""+"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"+"\"",schema:"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",parentSchema:schema104,data:data6};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/repeat",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema104.type,parentSchema:schema104,data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema96.type,parentSchema:schema96,data};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
validate51.errors = vErrors;
return errors === 0;
}
validate51.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema106 = {"description":"Tickets in Request Tracker.","type":"object","required":["type","url","tokenFile","queue","subject"],"additionalProperties":false,"properties":{"type":{"description":"Tickets in Request Tracker.","const":"RequestTracker"},"url":{"description":"Address of the tracker.","type":"string","pattern":"^https?://[^\\s@]+$","errorMessage":"must be an address that begins with https:// (or http://), without a password in it"},"tokenFile":{"description":"File that holds the token and nothing else. Readable by its owner alone.","$ref":"#/$defs/fileName"},"queue":{"description":"Queue for new tickets.","$ref":"#/$defs/words"},"subject":{"description":"Subject of the tickets.","$ref":"#/$defs/words"},"grace":{"description":"A problem that is gone before that is not sent; 5m by default.","$ref":"#/$defs/duration"},"repeat":{"description":"How often a lasting problem is sent again; 24h by default.","$ref":"#/$defs/duration"}}};
const schema108 = {"description":"Some text.","type":"string","pattern":"\\S","errorMessage":"must be some text"};
const pattern48 = new RegExp("^https?://[^\\s@]+$", "u");

function validate54(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate54.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.type === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema106.required,parentSchema:schema106,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.url === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "url"},message:"must have required property '"+"url"+"'",schema:schema106.required,parentSchema:schema106,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.tokenFile === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "tokenFile"},message:"must have required property '"+"tokenFile"+"'",schema:schema106.required,parentSchema:schema106,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.queue === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "queue"},message:"must have required property '"+"queue"+"'",schema:schema106.required,parentSchema:schema106,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data.subject === undefined){
const err4 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "subject"},message:"must have required property '"+"subject"+"'",schema:schema106.required,parentSchema:schema106,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
for(const key0 in data){
if(!(((((((key0 === "type") || (key0 === "url")) || (key0 === "tokenFile")) || (key0 === "queue")) || (key0 === "subject")) || (key0 === "grace")) || (key0 === "repeat"))){
const err5 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema106,data};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.type !== undefined){
let data0 = data.type;
if("RequestTracker" !== data0){
const err6 = {instancePath:instancePath+"/type",schemaPath:"#/properties/type/const",keyword:"const",params:{allowedValue: "RequestTracker"},message:"must be equal to constant",schema:"RequestTracker",parentSchema:schema106.properties.type,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.url !== undefined){
let data1 = data.url;
if(typeof data1 === "string"){
if(!pattern48.test(data1)){
const err7 = {instancePath:instancePath+"/url",schemaPath:"#/properties/url/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s@]+$"},message:"must match pattern \""+"^https?://[^\\s@]+$"+"\"",schema:"^https?://[^\\s@]+$",parentSchema:schema106.properties.url,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/url",schemaPath:"#/properties/url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema106.properties.url.type,parentSchema:schema106.properties.url,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.tokenFile !== undefined){
let data2 = data.tokenFile;
if(typeof data2 === "string"){
if(!pattern11.test(data2)){
const err9 = {instancePath:instancePath+"/tokenFile",schemaPath:"#/$defs/fileName/pattern",keyword:"pattern",params:{pattern: "^[^~\\u0000][^\\u0000]*$"},message:"must match pattern \""+"^[^~\\u0000][^\\u0000]*$"+"\"",schema:"^[^~\\u0000][^\\u0000]*$",parentSchema:schema101,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/tokenFile",schemaPath:"#/$defs/fileName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema101.type,parentSchema:schema101,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.queue !== undefined){
let data3 = data.queue;
if(typeof data3 === "string"){
if(!pattern23.test(data3)){
const err11 = {instancePath:instancePath+"/queue",schemaPath:"#/$defs/words/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema108,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/queue",schemaPath:"#/$defs/words/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema108.type,parentSchema:schema108,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.subject !== undefined){
let data4 = data.subject;
if(typeof data4 === "string"){
if(!pattern23.test(data4)){
const err13 = {instancePath:instancePath+"/subject",schemaPath:"#/$defs/words/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema108,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/subject",schemaPath:"#/$defs/words/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema108.type,parentSchema:schema108,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.grace !== undefined){
let data5 = data.grace;
if(typeof data5 === "string"){
if(!pattern6.test(data5)){
const err15 = {instancePath:instancePath+"/grace",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"},message:"must match pattern \""+"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"+"\"",schema:"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",parentSchema:schema104,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/grace",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema104.type,parentSchema:schema104,data:data5};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.repeat !== undefined){
let data6 = data.repeat;
if(typeof data6 === "string"){
if(!pattern6.test(data6)){
const err17 = {instancePath:instancePath+"/repeat",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"},message:"must match pattern \""+"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"+"\"",schema:"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",parentSchema:schema104,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
else {
const err18 = {instancePath:instancePath+"/repeat",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema104.type,parentSchema:schema104,data:data6};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema106.type,parentSchema:schema106,data};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
validate54.errors = vErrors;
return errors === 0;
}
validate54.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate48(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="notification-channel.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate48.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"},message:"must have required property '"+"apiVersion"+"'",schema:schema91.required,parentSchema:schema91,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema91.required,parentSchema:schema91,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.metadata === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "metadata"},message:"must have required property '"+"metadata"+"'",schema:schema91.required,parentSchema:schema91,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.spec === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"},message:"must have required property '"+"spec"+"'",schema:schema91.required,parentSchema:schema91,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema91,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if("replicas/v1" !== data0){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/$defs/apiVersion/const",keyword:"const",params:{allowedValue: "replicas/v1"},message:"must be equal to constant",schema:"replicas/v1",parentSchema:schema92,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.kind !== undefined){
let data1 = data.kind;
if("NotificationChannel" !== data1){
const err6 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "NotificationChannel"},message:"must be equal to constant",schema:"NotificationChannel",parentSchema:schema91.properties.kind,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.metadata !== undefined){
if(!(validate49(data.metadata, {instancePath:instancePath+"/metadata",parentData:data,parentDataProperty:"metadata",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate49.errors : vErrors.concat(validate49.errors);
errors = vErrors.length;
}
}
if(data.spec !== undefined){
let data3 = data.spec;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.type === undefined){
const err7 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema91.properties.spec.required,parentSchema:schema91.properties.spec,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
const tag0 = data3.type;
if(typeof tag0 == "string"){
if(tag0 === "Email"){
if(!(validate51(data3, {instancePath:instancePath+"/spec",parentData:data,parentDataProperty:"spec",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate51.errors : vErrors.concat(validate51.errors);
errors = vErrors.length;
}
var props0 = true;
}
else if(tag0 === "RequestTracker"){
if(!(validate54(data3, {instancePath:instancePath+"/spec",parentData:data,parentDataProperty:"spec",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
if(props0 !== true){
props0 = true;
}
}
else {
const err8 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "type", tagValue: tag0},message:"value of tag \"type\" must be in oneOf",schema:schema91.properties.spec.discriminator,parentSchema:schema91.properties.spec,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/discriminator",keyword:"discriminator",params:{error: "tag", tag: "type", tagValue: tag0},message:"tag \"type\" must be string",schema:schema91.properties.spec.discriminator,parentSchema:schema91.properties.spec,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema91.properties.spec.type,parentSchema:schema91.properties.spec,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema91.type,parentSchema:schema91,data};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
validate48.errors = vErrors;
return errors === 0;
}
validate48.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

