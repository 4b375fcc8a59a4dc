using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace AgentBot.Chat.Receiving;

/// <summary>Reads the bytes of a request exactly as they came, up to a limit, if they are of the one type that is allowed.</summary>
public static class RequestBody
{
    /// <summary>In bytes. The largest that a platform sends are forms of some hundred KB; the rest is reserve.</summary>
    public const int Largest = 2 * 1024 * 1024;

    public const string Form = "application/x-www-form-urlencoded";
    public const string Json = "application/json";

    private const int FirstRead = 16 * 1024;

    /// <summary>The status that refuses this request before anything of it is read; null to go on.</summary>
    /// <param name="largest">In bytes.</param>
    public static int? Refuse(HttpRequest request, string type, int largest = Largest)
    {
        // What is packed may become any length; no platform packs, so nothing is ever unpacked.
        if (request.ContentLength > largest || request.Headers.ContentEncoding.Count > 0)
        {
            return StatusCodes.Status413PayloadTooLarge;
        }

        return IsOf(request.ContentType, type) ? null : StatusCodes.Status415UnsupportedMediaType;
    }

    /// <returns>Null where it is longer than allowed.</returns>
    public static ValueTask<byte[]?> ReadAsync(HttpRequest request, CancellationToken ct) => ReadAsync(request, Largest, ct);

    /// <inheritdoc cref="ReadAsync(HttpRequest, CancellationToken)"/>
    /// <param name="largest">In bytes.</param>
    public static async ValueTask<byte[]?> ReadAsync(HttpRequest request, int largest, CancellationToken ct)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = largest + 1;
        }

        // A length that is only announced takes no memory: the buffer grows with what came.
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(FirstRead, request.ContentLength + 1 ?? FirstRead));
        int length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                {
                    buffer = Grow(buffer, length);
                }

                int read = await request.Body.ReadAsync(buffer.AsMemory(length), ct);
                if (read == 0)
                {
                    return buffer[..length];
                }

                length += read;
                if (length > largest)
                {
                    return null;
                }
            }
        }
        catch (BadHttpRequestException tooLong) when (tooLong.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static bool IsOf(string? given, string type) =>
        MediaTypeHeaderValue.TryParse(given, out MediaTypeHeaderValue? read)
        && read.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)
        && (!read.Charset.HasValue || read.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
