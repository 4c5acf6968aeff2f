using System.CommandLine;
using Matching.Api.CommandLine;

return await Verbs.Root().Parse(args).InvokeAsync();
