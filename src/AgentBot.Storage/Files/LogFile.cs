using Microsoft.Win32.SafeHandles;

namespace AgentBot.Storage.Files;

/// <summary>The database's log as a file of the system: SQLite writes it, this brings it to the disk.</summary>
internal sealed class LogFile(string path) : IDisposable
{
    // SQLite keeps the same file for as long as a connection is open.
    private SafeFileHandle? _handle;

    /// <summary>Returns when everything written until now is on the disk.</summary>
    public void Flush()
    {
        _handle ??= File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(_handle);
    }

    public void Dispose() => _handle?.Dispose();
}
