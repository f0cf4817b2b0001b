"""Writes the files beside it; the sentences are ours. pip install pyarrow datasets"""
import datasets, pyarrow as pa, pyarrow.parquet as pq, pathlib
out = pathlib.Path(__file__).parent
S1=["The kettle is on.","Rain fell all night.","She sold the boat.","The café is shut — for good."]
S2=["Tea water is heating.","It was a dry night.","The boat has a new owner.","Nobody can dine there now."]
def ds(labels, names=("not_equivalent","equivalent"), n=4):
    f=datasets.Features({"sentence1":datasets.Value("string"),"sentence2":datasets.Value("string"),"label":datasets.ClassLabel(names=list(names)),"idx":datasets.Value("int32")})
    return datasets.Dataset.from_dict({"sentence1":S1[:n],"sentence2":S2[:n],"label":labels[:n],"idx":list(range(n))},features=f)
ds([1,0,1,1]).to_parquet(out/"pairs.parquet")
ds([-1]*4).to_parquet(out/"pairs-test.parquet")
t=ds([1,0,1,1]).data.table
for c in ("none","snappy","gzip","zstd","lz4","brotli"):
    pq.write_table(t.combine_chunks(),out/f"pairs-{c}.parquet",compression=c,row_group_size=3)
pq.write_table(pa.table({"text":S1,"label":pa.array([0.5,1.0,2.25,3.0],pa.float32())}),out/"values.parquet")
pq.write_table(pa.table({"text":S1,"label":pa.array(["no",None,"yes","no"])}),out/"holes.parquet")
pq.write_table(pa.table({"text":S1,"label":pa.array([True,False,True,True])}),out/"booleans.parquet")
pq.write_table(pa.table({"text":S1,"labels":pa.array([["red","blue"],[],["green"],["blue","green"]])}),out/"names-lists.parquet")
f=datasets.Features({"text":datasets.Value("string"),"labels":datasets.Sequence(datasets.ClassLabel(names=["joy","anger","fear"]))})
datasets.Dataset.from_dict({"text":S1,"labels":[[0],[1,2],[],[0,2]]},features=f).to_parquet(out/"id-lists.parquet")
pq.write_table(pa.table({"text":S1,"label":pa.array([[1.0,0.0,0.0],[0.0,1.0,1.0],[0.0,0.0,0.0],[1.0,0.0,1.0]],pa.list_(pa.float32()))}),out/"vectors.parquet")
pq.write_table(pa.table({"text":pa.array([{"en":s} for s in S1]),"label":[0,1,0,1]}),out/"nested.parquet")
import pyarrow.parquet.encryption as pe
class K(pe.KmsClient):
    def __init__(s,c): super().__init__()
    def wrap_key(s,k,m): return k
    def unwrap_key(s,k,m): return k
cf=pe.CryptoFactory(lambda c:K(c))
props=cf.file_encryption_properties(pe.KmsConnectionConfig(),pe.EncryptionConfiguration(footer_key="k",column_keys={"k":["text"]},encryption_algorithm="AES_GCM_V1"))
with pq.ParquetWriter(out/"encrypted.parquet",pa.schema([("text",pa.string()),("label",pa.int64())]),encryption_properties=props) as w: w.write_table(pa.table({"text":S1,"label":[0,1,0,1]}))
