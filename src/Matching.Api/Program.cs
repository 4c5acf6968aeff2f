using System.Globalization;
using Matching.Api.CommandLine;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return await Verbs.Root().Parse(args).InvokeAsync();
