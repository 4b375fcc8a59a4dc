using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Testing.Teams;

namespace AgentBot.Chat.Tests.Teams.Verifying;

/// <summary>Nothing gets in that the Bot Framework has not signed just now, for this bot, this organisation and this address.</summary>
public sealed class TokenMatrixTests
{
    /// <summary>Each makes one thing wrong; the status tells where it was noticed.</summary>
    public static TheoryData<string, HttpStatusCode> Cases => new()
    {
        { "no header", HttpStatusCode.Unauthorized },
        { "an empty header", HttpStatusCode.Unauthorized },
        { "another scheme", HttpStatusCode.Unauthorized },
        { "two parts", HttpStatusCode.Unauthorized },
        { "four parts", HttpStatusCode.Unauthorized },
        { "padding", HttpStatusCode.Unauthorized },
        { "alg none", HttpStatusCode.Unauthorized },
        { "alg none without signature", HttpStatusCode.Unauthorized },
        { "HS256 with the public key", HttpStatusCode.Unauthorized },
        { "RS384", HttpStatusCode.Unauthorized },
        { "RS256 said, RS384 done", HttpStatusCode.Unauthorized },
        { "no kid", HttpStatusCode.Unauthorized },
        { "an unknown kid", HttpStatusCode.Unauthorized },
        { "a key under another's name", HttpStatusCode.Unauthorized },
        { "a key of 1024 bits", HttpStatusCode.Unauthorized },
        { "crit", HttpStatusCode.Unauthorized },
        { "changed claims", HttpStatusCode.Unauthorized },
        { "changed header", HttpStatusCode.Unauthorized },
        { "claims twice", HttpStatusCode.Unauthorized },
        { "another issuer", HttpStatusCode.Unauthorized },
        { "no issuer", HttpStatusCode.Unauthorized },
        { "another audience", HttpStatusCode.Unauthorized },
        { "no audience", HttpStatusCode.Unauthorized },
        { "a list of audiences", HttpStatusCode.Unauthorized },
        { "over", HttpStatusCode.Unauthorized },
        { "not yet", HttpStatusCode.Unauthorized },
        { "made tomorrow", HttpStatusCode.Unauthorized },
        { "no end", HttpStatusCode.Unauthorized },
        { "an end in words", HttpStatusCode.Unauthorized },
        { "a key without endorsement", HttpStatusCode.Forbidden },
        { "a key for another platform", HttpStatusCode.Forbidden },
        { "another service address", HttpStatusCode.Forbidden },
        { "no service address", HttpStatusCode.Forbidden },
        { "a service address over http", HttpStatusCode.Forbidden },
        { "a service address with a user", HttpStatusCode.Forbidden },
        { "another platform", HttpStatusCode.Forbidden },
        { "another organisation", HttpStatusCode.Forbidden },
        { "no organisation", HttpStatusCode.Forbidden },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Whatever_is_not_proved_is_refused(string wrong, HttpStatusCode status)
    {
        await using TeamsDoor door = await TeamsDoor.OpenAsync();
        (string? authorization, string body) = Make(door.Issuer, wrong);

        using HttpResponseMessage answer = await door.PostAsync(body, authorization);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        Assert.Empty(door.Received);
        Assert.DoesNotContain(door.Logs.Lines, line => authorization?.Length > 20 && line.Contains(authorization[^20..], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-299, 3600)]
    [InlineData(-5, 1)]
    [InlineData(299, 3600)]
    [InlineData(-7200, -299)]
    public async Task Five_minutes_of_difference_between_the_clocks_are_borne(int begins, int ends)
    {
        await using TeamsDoor door = await TeamsDoor.OpenAsync();
        long now = door.Clock.GetUtcNow().ToUnixTimeSeconds();
        JsonObject claims = door.Issuer.Claims(TeamsDoor.ServiceUrl);
        claims["nbf"] = now + begins;
        claims["exp"] = now + ends;

        using HttpResponseMessage answer = await door.PostAsync(Activity(), "Bearer " + TeamsIssuer.Sign(claims, door.Issuer.Key));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(Assert.Single(door.Received).IsProved);
    }

    [Fact]
    public async Task The_address_of_the_token_and_of_the_activity_may_differ_in_case_only()
    {
        await using TeamsDoor door = await TeamsDoor.OpenAsync();

        using HttpResponseMessage answer = await door.PostAsync(Activity(serviceUrl: TeamsDoor.ServiceUrl.ToUpperInvariant()), "bearer " + door.Issuer.Token(TeamsDoor.ServiceUrl));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    public static string Activity(string serviceUrl = TeamsDoor.ServiceUrl, string platform = "msteams", string? tenant = TeamsIssuer.Tenant)
    {
        var conversation = new JsonObject { ["conversationType"] = "personal", ["id"] = "a:1" };
        if (tenant is not null)
        {
            conversation["tenantId"] = tenant;
        }

        return new JsonObject
        {
            ["type"] = "message",
            ["id"] = "1700000000001",
            ["channelId"] = platform,
            ["serviceUrl"] = serviceUrl,
            ["from"] = new JsonObject { ["id"] = "29:1abc", ["name"] = "Ana Diaz", ["aadObjectId"] = "11111111-1111-1111-1111-111111111111" },
            ["recipient"] = new JsonObject { ["id"] = "28:" + TeamsIssuer.AppId, ["name"] = "AgentBot" },
            ["conversation"] = conversation,
            ["text"] = "help",
        }.ToJsonString();
    }

    private static (string? Authorization, string Body) Make(TeamsIssuer issuer, string wrong)
    {
        long now = issuer.Claims("")["nbf"]!.GetValue<long>() + 5;
        string body = wrong switch
        {
            "another service address" => Activity(serviceUrl: "https://elsewhere.example/"),
            "a service address over http" => Activity(serviceUrl: "http://smba.trafficmanager.net/emea/"),
            "a service address with a user" => Activity(serviceUrl: "https://a:b@smba.trafficmanager.net/emea/"),
            "another platform" => Activity(platform: "webchat"),
            "another organisation" => Activity(tenant: "99999999-9999-9999-9999-999999999999"),
            "no organisation" => Activity(tenant: null),
            _ => Activity(),
        };
        string said = JsonNode.Parse(body)!["serviceUrl"]!.GetValue<string>();
        JsonObject claims = issuer.Claims(wrong == "another service address" ? TeamsDoor.ServiceUrl : said);
        return (wrong switch
        {
            "no header" => null,
            "an empty header" => " ",
            "another scheme" => "Basic " + issuer.Token(said),
            "two parts" => Bearer(string.Join('.', issuer.Token(said).Split('.')[..2])),
            "four parts" => Bearer(issuer.Token(said) + ".x"),
            "padding" => Bearer(issuer.Token(said) + "=="),
            "alg none" => Bearer(TeamsIssuer.Sign(claims, issuer.Key, Header(issuer, ("alg", "none")))),
            "alg none without signature" => Bearer(string.Join('.', TeamsIssuer.Sign(claims, issuer.Key, Header(issuer, ("alg", "none"))).Split('.')[..2]) + "."),
            "HS256 with the public key" => Bearer(SignedWithPublicKey(issuer, claims)),
            "RS384" => Bearer(TeamsIssuer.Sign(claims, issuer.Key, Header(issuer, ("alg", "RS384")), HashAlgorithmName.SHA384)),
            "RS256 said, RS384 done" => Bearer(TeamsIssuer.Sign(claims, issuer.Key, hash: HashAlgorithmName.SHA384)),
            "no kid" => Bearer(TeamsIssuer.Sign(claims, issuer.Key, Header(issuer, ("kid", null)))),
            "an unknown kid" => Bearer(TeamsIssuer.Sign(claims, issuer.Key, Header(issuer, ("kid", "nobody")))),
            "a key under another's name" => Bearer(SignedByStranger(issuer, claims)),
            "a key of 1024 bits" => Bearer(TeamsIssuer.Sign(claims, issuer.Add("weak", 1024, "msteams"))),
            "crit" => Bearer(TeamsIssuer.Sign(claims, issuer.Key, Header(issuer, ("crit", "exp")))),
            "changed claims" => Bearer(Swap(issuer.Token(said), 1, TeamsIssuer.Sign(With(claims, ("aud", "x")), issuer.Key))),
            "changed header" => Bearer(Swap(issuer.Token(said), 0, TeamsIssuer.Sign(claims, issuer.Key, Header(issuer, ("typ", "at+jwt"))))),
            "claims twice" => Bearer(TeamsIssuer.Sign(claims.ToJsonString()[..^1] + ",\"aud\":\"x\"}", issuer.Key, TeamsIssuer.Header(issuer.Key).ToJsonString(), HashAlgorithmName.SHA256)),
            "another issuer" => Bearer(TeamsIssuer.Sign(With(claims, ("iss", "https://sts.windows.net/x/")), issuer.Key)),
            "no issuer" => Bearer(TeamsIssuer.Sign(With(claims, ("iss", null)), issuer.Key)),
            "another audience" => Bearer(TeamsIssuer.Sign(With(claims, ("aud", TeamsIssuer.Tenant)), issuer.Key)),
            "no audience" => Bearer(TeamsIssuer.Sign(With(claims, ("aud", null)), issuer.Key)),
            "a list of audiences" => Bearer(TeamsIssuer.Sign(With(claims, ("aud", new JsonArray(TeamsIssuer.AppId, "x"))), issuer.Key)),
            "over" => Bearer(TeamsIssuer.Sign(With(claims, ("exp", now - 301)), issuer.Key)),
            "not yet" => Bearer(TeamsIssuer.Sign(With(claims, ("nbf", now + 301)), issuer.Key)),
            "made tomorrow" => Bearer(TeamsIssuer.Sign(With(claims, ("iat", now + 86_400)), issuer.Key)),
            "no end" => Bearer(TeamsIssuer.Sign(With(claims, ("exp", null)), issuer.Key)),
            "an end in words" => Bearer(TeamsIssuer.Sign(With(claims, ("exp", "9999999999")), issuer.Key)),
            "a key without endorsement" => Bearer(TeamsIssuer.Sign(claims, issuer.Add("bare"))),
            "a key for another platform" => Bearer(TeamsIssuer.Sign(claims, issuer.Add("web", 2048, "webchat"))),
            "no service address" => Bearer(TeamsIssuer.Sign(With(claims, ("serviceurl", null)), issuer.Key)),
            _ => Bearer(TeamsIssuer.Sign(claims, issuer.Key)),
        }, body);
    }

    private static string Bearer(string token) => "Bearer " + token;

    private static JsonObject Header(TeamsIssuer issuer, (string Name, JsonNode? Value) changed) => With(TeamsIssuer.Header(issuer.Key), changed);

    private static JsonObject With(JsonObject json, (string Name, JsonNode? Value) changed)
    {
        json.Remove(changed.Name);
        if (changed.Value is not null)
        {
            json[changed.Name] = changed.Value;
        }

        return json;
    }

    private static string Swap(string token, int part, string other)
    {
        string[] parts = token.Split('.');
        parts[part] = other.Split('.')[part];
        return string.Join('.', parts);
    }

    private static string SignedByStranger(TeamsIssuer issuer, JsonObject claims)
    {
        using var stranger = new IssuerKey(issuer.Key.Id, 2048, "msteams");
        return TeamsIssuer.Sign(claims, stranger);
    }

    // The old trick: a checker that takes the algorithm from the token uses the public key as the secret.
    private static string SignedWithPublicKey(TeamsIssuer issuer, JsonObject claims)
    {
        string signed = string.Join('.', TeamsIssuer.Sign(claims, issuer.Key, Header(issuer, ("alg", "HS256"))).Split('.')[..2]);
        byte[] mark = HMACSHA256.HashData(Encoding.ASCII.GetBytes(issuer.Key.Rsa.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(signed));
        return $"{signed}.{System.Buffers.Text.Base64Url.EncodeToString(mark)}";
    }
}
