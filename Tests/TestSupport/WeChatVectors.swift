public import Base
import Foundation

/// What WeCom and WeChat would send, computed by Python and openssl: nothing of ours takes part.
public enum WeChatVectors {
    public static func make(
        token: String, aesKey: String, receiver: String, time: String, nonce: String,
        message: String
    ) throws -> JSON {
        let asked: JSON = [
            "token": .string(token), "aesKey": .string(aesKey), "receiver": .string(receiver),
            "time": .string(time), "nonce": .string(nonce), "message": .string(message),
        ]
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", Project.root + "/Tests/Sink/wechat_vectors.py"]
        let (input, output) = try Spawning.alone {
            let (input, output) = (Pipe(), Pipe())
            process.standardInput = input
            process.standardOutput = output
            try process.run()
            return (input, output)
        }
        input.fileHandleForWriting.write(Data(asked.bytes))
        try input.fileHandleForWriting.close()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSON(parsing: Array(said))
    }
}
