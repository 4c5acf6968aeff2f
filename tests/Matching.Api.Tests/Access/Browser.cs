using System.Net;
using System.Text.RegularExpressions;

namespace Matching.Api.Tests.Access;

/// <summary>A browser with cookies that fills in the product's forms.</summary>
internal sealed partial class Browser(Uri address) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer(), UseCookies = true }) { BaseAddress = address };

    /// <summary>What the browser says of where a form comes from.</summary>
    public string Site { get; set; } = "same-origin";

    public async Task<Answer> Get(string path)
    {
        using var response = await http.GetAsync(path);
        return await Answered(response, $"GET {path}");
    }

    /// <summary>Opens the form's page for its token, then sends the form.</summary>
    public async Task<Answer> Send(string page, string action, params (string Name, string Value)[] fields)
    {
        var token = Token().Match((await Get(page)).Body).Groups[1].Value;
        return await SendWith(token, action, fields);
    }

    /// <summary>The same with files in the field <c>photos</c>.</summary>
    public async Task<Answer> SendPhotos(string page, IEnumerable<byte[]> photos, params (string Name, string Value)[] fields)
    {
        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in fields.Append(("__RequestVerificationToken", Token().Match((await Get(page)).Body).Groups[1].Value)))
            content.Add(new StringContent(value), name);
        foreach (var photo in photos)
            content.Add(new ByteArrayContent(photo), "photos", "IMG_0001.jpg");
        return await Post(page, content);
    }

    public Task<Answer> SendWith(string token, string action, params (string Name, string Value)[] fields) =>
        Post(action, new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2))));

    private async Task<Answer> Post(string action, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, action) { Content = content };
        if (Site.Length > 0)
            request.Headers.Add("Sec-Fetch-Site", Site);
        using var response = await http.SendAsync(request);
        return await Answered(response, $"POST {action}");
    }

    public Task<Answer> SignIn(string name, string password) => Send("/sign-in", "/sign-in", ("name", name), ("password", password));

    public void Dispose() => http.Dispose();

    private static async Task<Answer> Answered(HttpResponseMessage response, string asked) =>
        new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location?.ToString(), response.Content.Headers.ContentType?.MediaType ?? "", asked);

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
