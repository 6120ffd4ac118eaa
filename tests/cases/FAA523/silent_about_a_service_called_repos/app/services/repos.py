from fastapi import UploadFile


def upload_code(file: UploadFile) -> int:
    return file.size or 0
